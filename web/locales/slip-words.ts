import { languages, type LanguageTag } from "./languages.ts";

/** What a slip with a claim code says to the person who gets it: in their language, which need not be the page's. */
export interface SlipWords {
  readonly direction: "ltr" | "rtl";
  readonly heading: string;
  /** What to do, one after the other; `{address}` stands for the citizen page's address. */
  readonly steps: readonly string[];
  /** `{moment}` stands for the last moment. */
  readonly validUntil: string;
  /** What the person may want to know before. */
  readonly promise: string;
  /** What the code is called, for the picture's description. */
  readonly code: string;
}

const texts: Readonly<Record<LanguageTag, Omit<SlipWords, "direction">>> = {
  en: {
    heading: "Your claim code",
    steps: [
      "On your phone, open {address} or scan this code with its camera.",
      "Type the claim code, if it is not there yet.",
      "Choose which visits to report. Nothing is sent before your last tap.",
    ],
    validUntil: "Valid until {moment}. It works once.",
    promise: "Your name is nowhere in it. Keep the code to yourself.",
    code: "QR code of the claim code",
  },
  "zh-Hant": {
    heading: "你的通報碼",
    steps: [
      "用手機開啟 {address}，或用手機相機掃描此碼。",
      "如畫面未自動填上，請輸入通報碼。",
      "選擇要通報的到訪。按下最後一步之前，不會傳送任何資料。",
    ],
    validUntil: "有效至 {moment}，只可使用一次。",
    promise: "當中沒有你的姓名。請勿把通報碼給別人。",
    code: "通報碼的二維碼",
  },
  "zh-Hans": {
    heading: "你的通报码",
    steps: [
      "用手机打开 {address}，或用手机相机扫描此码。",
      "如果页面没有自动填上，请输入通报码。",
      "选择要通报的到访。按下最后一步之前，不会发送任何数据。",
    ],
    validUntil: "有效期至 {moment}，只能使用一次。",
    promise: "其中没有你的姓名。请勿把通报码给别人。",
    code: "通报码的二维码",
  },
  fr: {
    heading: "Votre code de déclaration",
    steps: [
      "Sur votre téléphone, ouvrez {address} ou scannez ce code avec l’appareil photo.",
      "Saisissez le code de déclaration s’il n’y est pas déjà.",
      "Choisissez les visites à signaler. Rien n’est envoyé avant votre dernier geste.",
    ],
    validUntil: "Valable jusqu’au {moment}. Il sert une seule fois.",
    promise: "Votre nom n’y figure nulle part. Gardez ce code pour vous.",
    code: "Code QR du code de déclaration",
  },
  es: {
    heading: "Tu código de notificación",
    steps: [
      "En tu teléfono, abre {address} o escanea este código con la cámara.",
      "Escribe el código de notificación si todavía no aparece.",
      "Elige qué visitas notificar. No se envía nada antes de tu último toque.",
    ],
    validUntil: "Válido hasta el {moment}. Sirve una sola vez.",
    promise: "Tu nombre no está en ninguna parte. No des este código a nadie.",
    code: "Código QR del código de notificación",
  },
  ar: {
    heading: "رمز الإبلاغ الخاص بك",
    steps: [
      "على هاتفك، افتح {address} أو امسح هذا الرمز بالكاميرا.",
      "اكتب رمز الإبلاغ إذا لم يظهر بعد.",
      "اختر الزيارات التي تريد الإبلاغ عنها. لا يُرسَل شيء قبل لمستك الأخيرة.",
    ],
    validUntil: "صالح حتى {moment}. يُستعمل مرة واحدة.",
    promise: "اسمك ليس فيه. لا تعطِ هذا الرمز لأحد.",
    code: "رمز QR لرمز الإبلاغ",
  },
};

/** What a slip says in a language. */
export function slipWords(language: LanguageTag): SlipWords {
  const { direction } = languages.find(({ tag }) => tag === language)!;
  return { direction, ...texts[language] };
}
