"use strict";
/* Sealing for the bot: ECDH on P-256, HKDF-SHA256, AES-256-GCM bound to the ticket. */
const CURVE = { name: "ECDH", namedCurve: "P-256" };
const INFO = "key form 1";

const utf8 = (text) => new TextEncoder().encode(text);
const fromBase64 = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
const toBase64 = (bytes) => btoa(Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join(""));
const canSeal = () => globalThis.isSecureContext && Boolean(globalThis.crypto?.subtle);

/** What may travel of `fields`: only the bot, for this ticket, can open it. */
async function seal(fields, botKey, ticket) {
  const { subtle } = crypto;
  const theirs = fromBase64(botKey);
  const bot = await subtle.importKey("raw", theirs, CURVE, false, []);
  const pair = await subtle.generateKey(CURVE, false, ["deriveBits"]);
  const ours = new Uint8Array(await subtle.exportKey("raw", pair.publicKey));
  const shared = await subtle.deriveBits({ name: "ECDH", public: bot }, pair.privateKey, 256);
  const material = await subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  const salt = new Uint8Array([...ours, ...theirs]);
  const derivation = { name: "HKDF", hash: "SHA-256", salt, info: utf8(INFO) };
  const key = await subtle.deriveKey(derivation, material, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
  const nonce = crypto.getRandomValues(new Uint8Array(12));
  const how = { name: "AES-GCM", iv: nonce, additionalData: utf8(ticket) };
  const sealed = await subtle.encrypt(how, key, utf8(JSON.stringify(fields)));
  return { public: toBase64(ours), nonce: toBase64(nonce), sealed: toBase64(sealed) };
}
