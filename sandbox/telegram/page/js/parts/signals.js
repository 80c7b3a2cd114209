/** What one part of the page asks of another that it does not know. */

const bus = new EventTarget();

export const emit = (name, detail) => bus.dispatchEvent(new CustomEvent(name, { detail }));
export const on = (name, listener) => bus.addEventListener(name, ({ detail }) => listener(detail));
