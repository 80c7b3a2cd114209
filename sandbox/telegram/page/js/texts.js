/** The page's words: English, and Turkish for people whose language it is. */

const LANGUAGES = ["en", "tr"];

const TEXTS = {
  title: ["Sandbox chat", "Deneme sohbeti"],
  banner: ["SANDBOX — offline exchange, play money", "DENEME ORTAMI — çevrimdışı borsa, oyun parası"],
  skip: ["Skip to the message field", "Mesaj alanına geç"],
  ok: ["OK", "Tamam"],
  cancel: ["Cancel", "Vazgeç"],
  close: ["Close", "Kapat"],
  add: ["Add", "Ekle"],
  create: ["Create", "Oluştur"],
  open: ["Open", "Aç"],
  send: ["Send", "Gönder"],
  delete: ["Delete", "Sil"],
  edit: ["Edit", "Düzenle"],
  copied: ["Copied to clipboard", "Panoya kopyalandı"],
  copyNamed: ["Copy: {name}", "Kopyala: {name}"],
  today: ["Today", "Bugün"],
  yesterday: ["Yesterday", "Dün"],
  you: ["You", "Siz"],

  chats: ["Chats", "Sohbetler"],
  conversations: ["Conversations", "Sohbet listesi"],
  conversation: ["Conversation", "Sohbet"],
  search: ["Search", "Ara"],
  nothingFound: ["Nothing found.", "Bir şey bulunamadı."],
  listNote: ["You play every person here. Each has their own chat with the bot.", "Buradaki herkesi siz oynarsınız. Herkesin botla kendi sohbeti vardır."],
  unread: ["{count} unread", "{count} okunmamış"],
  noMessages: ["No messages yet", "Henüz mesaj yok"],
  draft: ["Draft", "Taslak"],
  youAre: ["You are {name}. Switch person", "{name} olarak buradasınız. Kişi değiştir"],
  playing: ["You are", "Siz:"],
  people: ["People", "Kişiler"],
  person: ["Person", "Kişi"],
  newPerson: ["New person…", "Yeni kişi…"],
  newPersonHint: ["Play one more person, with a chat of their own with the bot.", "Botla kendi sohbeti olan bir kişi daha oynayın."],
  name: ["Name", "Ad"],
  language: ["Language", "Dil"],
  newGroup: ["New group", "Yeni grup"],
  newGroupHint: ["The bot is in it from the start.", "Bot baştan gruptadır."],
  groupTitle: ["Title", "Başlık"],
  kind: ["Kind", "Tür"],
  group: ["Group", "Grup"],
  supergroup: ["Supergroup", "Süper grup"],
  membersBesides: ["Members besides you", "Sizden başka üyeler"],
  theme: ["Switch between dark and light", "Koyu ve açık görünüm arasında geç"],

  back: ["Back to the conversations", "Sohbetlere dön"],
  backToChat: ["Back to the conversation", "Sohbete dön"],
  chatMenu: ["Conversation menu", "Sohbet menüsü"],
  market: ["Market", "Piyasa"],
  block: ["Block the bot", "Botu engelle"],
  unblock: ["Unblock the bot", "Botun engelini kaldır"],
  restart: ["Restart the bot", "Botu yeniden başlat"],
  showMembers: ["Members", "Üyeler"],
  upgrade: ["Upgrade to a supergroup", "Süper gruba yükselt"],
  members: ["{count} members", "{count} üye"],
  addMember: ["Add a member", "Üye ekle"],
  everybodyIsIn: ["Everybody is in already. Add a new person first.", "Herkes zaten grupta. Önce yeni bir kişi ekleyin."],
  changeRole: ["Change the role of {name}", "{name} için rol değiştir"],
  creator: ["owner", "sahip"],
  administrator: ["administrator", "yönetici"],
  member: ["member", "üye"],
  restricted: ["restricted", "kısıtlı"],
  left: ["left", "ayrıldı"],
  kicked: ["removed", "çıkarıldı"],
  waitingForBot: ["waiting for the bot to start…", "botun başlaması bekleniyor…"],
  botSeenAs: ["bot · you are {name}", "bot · siz: {name}"],
  connecting: ["connecting…", "bağlanıyor…"],
  unreachable: ["The sandbox cannot be reached", "Deneme ortamına ulaşılamıyor"],
  typing: ["typing…", "yazıyor…"],
  upload_photo: ["sending a photo…", "fotoğraf gönderiyor…"],
  upload_document: ["sending a file…", "dosya gönderiyor…"],
  upload_video: ["sending a video…", "video gönderiyor…"],
  record_voice: ["recording…", "ses kaydediyor…"],
  busy: ["busy…", "meşgul…"],
  emptyChat: ["What can this bot do? Press Start as {name}.", "Bu bot ne yapabilir? {name} olarak Başlat'a basın."],
  emptyGroup: ["Write something: the bot sees commands and what mentions it.", "Bir şey yazın: bot komutları ve kendisinden söz edenleri görür."],
  start: ["Start", "Başlat"],
  pinned: ["Pinned message", "Sabitlenmiş mesaj"],
  pinnedNumber: ["Pinned message #{number}", "Sabitlenmiş mesaj #{number}"],

  messages: ["Messages", "Mesajlar"],
  message: ["Message", "Mesaj"],
  edited: ["edited", "düzenlendi"],
  forwardedFrom: ["Forwarded from {name}", "İletildi: {name}"],
  viaBot: ["via @{name}", "@{name} aracılığıyla"],
  photo: ["Photo", "Fotoğraf"],
  video: ["Video", "Video"],
  animation: ["Animation", "Animasyon"],
  audio: ["Audio", "Ses dosyası"],
  voice: ["Voice message", "Sesli mesaj"],
  sticker: ["Sticker", "Çıkartma"],
  file: ["File", "Dosya"],
  album: ["Album of {count}", "{count} parçalık albüm"],
  openPhoto: ["Open the photo", "Fotoğrafı aç"],
  hiddenPhoto: ["Hidden photo, press to show", "Gizli fotoğraf, göstermek için basın"],
  hiddenText: ["Hidden text, press to show", "Gizli metin, göstermek için basın"],
  pressToCopy: ["Press to copy", "Kopyalamak için basın"],
  before: ["Previous picture", "Önceki resim"],
  after: ["Next picture", "Sonraki resim"],
  save: ["Save the picture", "Resmi kaydet"],
  reactions: ["Reactions", "Tepkiler"],
  reactWith: ["React with {emoji}", "{emoji} ile tepki ver"],
  messageActions: ["Message actions", "Mesaj işlemleri"],
  messageButtons: ["Buttons of this message", "Bu mesajın düğmeleri"],
  reply: ["Reply", "Yanıtla"],
  copyText: ["Copy text", "Metni kopyala"],
  deleteMessage: ["Delete this message?", "Bu mesaj silinsin mi?"],
  deleteMessageHint: ["It goes for everybody in this conversation.", "Bu sohbetteki herkes için silinir."],
  disabledByBot: ["Disabled by the bot", "Bot tarafından kapatıldı"],
  openLink: ["Open this link?", "Bu bağlantı açılsın mı?"],
  chooseChat: ["Choose a conversation", "Bir sohbet seçin"],
  toEnd: ["Go to the newest message", "En yeni mesaja git"],

  commands: ["Commands", "Komutlar"],
  showCommands: ["Show the commands", "Komutları göster"],
  menu: ["Menu", "Menü"],
  suggestions: ["{count} suggestions, choose with the arrow keys", "{count} öneri, ok tuşlarıyla seçin"],
  inlineResults: ["Results from the bot", "Botun sonuçları"],
  noResults: ["No results", "Sonuç yok"],
  noInlineAnswer: ["The bot did not answer", "Bot yanıt vermedi"],
  editing: ["Editing", "Düzenleniyor"],
  replyTo: ["Reply to {name}", "Yanıt: {name}"],
  endAnswer: ["Do not answer or edit", "Yanıtlamaktan veya düzenlemekten vazgeç"],
  botKeyboard: ["The bot's keyboard", "Botun klavyesi"],
  toggleKeyboard: ["Show or hide the bot's keyboard", "Botun klavyesini göster veya gizle"],
  cannotShare: ["The sandbox has nothing to share here.", "Deneme ortamında burada paylaşılacak bir şey yok."],
  attach: ["Attach files", "Dosya ekle"],
  sendFile: ["Send a file", "Dosya gönder"],
  sendFiles: ["Send {count} files", "{count} dosya gönder"],
  sendAs: ["Send as", "Şu olarak gönder"],
  asPhoto: ["Photo", "Fotoğraf"],
  asFile: ["File", "Dosya"],
  caption: ["Caption", "Açıklama"],

  price: ["New price", "Yeni fiyat"],
  move: ["Move", "Taşı"],
  moveBy: ["Move the price", "Fiyatı oynat"],
  moved: ["{symbol} moved to {price}", "{symbol} fiyatı {price} oldu"],
  symbols: ["Symbols", "Semboller"],
  faults: ["Faults", "Arızalar"],
  faultsHint: ["Something goes wrong at the exchange, and you see how the bot takes it.", "Borsada bir şey ters gider, botun buna ne yaptığını görürsünüz."],
  banFault: ["Ban 30\u00a0s", "30\u00a0sn yasak"],
  unavailableFault: ["503 once", "Bir kez 503"],
  slowFault: ["Slow answers", "Yavaş yanıt"],
  cutFault: ["Cut streams", "Akışları kes"],
  silenceFault: ["Silence 20\u00a0s", "20\u00a0sn sessizlik"],
  dropFault: ["Lose next order's answer", "Sonraki emrin yanıtını düşür"],
  faultSet: ["{name}: it happens to the next request or stream", "{name}: bir sonraki istekte veya akışta olur"],
  waitingFaults: ["Waiting faults", "Bekleyen arızalar"],
  noFaults: ["Nothing is wrong.", "Sorun yok."],
  clearFaults: ["Clear all", "Tümünü temizle"],
  banned: ["{address} is banned for {seconds} s", "{address} {seconds} sn yasaklı"],
  accounts: ["Accounts", "Hesaplar"],
  newAccount: ["New account", "Yeni hesap"],
  newAccountHint: ["It has play money and a key with a secret.", "Oyun parası ve gizli anahtarı olan bir API anahtarı vardır."],
  noAccounts: ["Nobody has an account yet.", "Henüz kimsenin hesabı yok."],
  label: ["Label", "Etiket"],
  balances: ["Balances", "Bakiyeler"],
  permissions: ["The key may", "Anahtarın izinleri"],
  mayTrade: ["trade spot", "spot işlem"],
  mayFutures: ["trade futures", "vadeli işlem"],
  mayMargin: ["trade on margin", "marj işlemi"],
  mayWithdraw: ["withdraw", "para çekme"],
  apiKey: ["API key", "API anahtarı"],
  secret: ["Secret", "Gizli anahtar"],
  useInChat: ["Use in chat", "Sohbette kullan"],
  openOrders: ["Open orders", "Açık emirler"],
  noOrders: ["No open orders.", "Açık emir yok."],
  locked: [" + {amount} locked", " + {amount} kilitli"],
  registered: ["An account with play money has this key.", "Oyun parası olan bir hesap bu anahtara sahip."],
  registerKey: ["Create a sandbox account with this key", "Bu anahtarla deneme hesabı oluştur"],
  registerKeyHint: ["At Binance you would paste this key under API Management. Here one click does it.", "Binance'te bu anahtarı API Yönetimi'ne yapıştırırdınız. Burada tek tık yeter."],
  helper: ["Sandbox helper", "Deneme ortamı yardımcısı"],
  sendKey: ["This is the new account's API key. Send it to the bot.", "Bu, yeni hesabın API anahtarı. Bota gönderin."],
  sendAccount: ["A new account with play money. Send this to the bot.", "Oyun parası olan yeni bir hesap. Bunu bota gönderin."],

  shortcuts: ["Keyboard shortcuts", "Klavye kısayolları"],
  keySend: ["send", "gönder"],
  keyNewLine: ["new line", "yeni satır"],
  keyEditLast: ["edit your last message", "son mesajınızı düzenleyin"],
  keyCommands: ["commands of the bot", "botun komutları"],
  keyConversations: ["other conversation", "başka sohbet"],
  keyPeople: ["other person", "başka kişi"],
  keyMarket: ["market panel", "piyasa paneli"],
  keyMessages: ["go through the messages", "mesajlar arasında gezin"],
  keyActions: ["actions of the message", "mesajın işlemleri"],
  keyClose: ["close, or back to the field", "kapat veya alana dön"],
  keyHelp: ["this help", "bu yardım"],
};

let current = "en";

export const language = () => current;
export const locale = () => (navigator.language.startsWith(current) ? navigator.language : current);

/** The text of this name, with {placeholders} filled in. */
export function t(name, values = {}) {
  const text = TEXTS[name][LANGUAGES.indexOf(current)];
  return text.replaceAll(/\{(\w+)\}/g, (_, key) => values[key]);
}

/** Speak a person's language, or the browser's if the person has none; true when it changed. */
export function setLanguage(code = navigator.language) {
  const wanted = LANGUAGES.find((known) => code.startsWith(known)) ?? "en";
  if (wanted === current) return false;
  current = wanted;
  document.documentElement.lang = wanted;
  translate();
  return true;
}

/** Write the static texts: `data-t` as text, `data-t-label` as the name of what has none. */
function translate() {
  for (const element of document.querySelectorAll("[data-t]")) element.textContent = t(element.dataset.t);
  for (const element of document.querySelectorAll("[data-t-label]")) {
    element.setAttribute("aria-label", t(element.dataset.tLabel));
    if (element.title) element.title = t(element.dataset.tLabel);
  }
  for (const element of document.querySelectorAll("[data-t-placeholder]")) element.placeholder = t(element.dataset.tPlaceholder);
}

translate();
