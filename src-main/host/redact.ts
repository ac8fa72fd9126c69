/**
 * Takes secrets out of text that is about to be written: values that are known to be secret, wherever they stand, and
 * whatever stands where secrets stand (headers, forms, JSON in a message). The last guard: nobody logs them on purpose.
 */

export const CENSOR = "[redacted]";

export interface Redactor {
  /** From now on this value is blanked wherever it turns up. */
  readonly hide: (secret: string) => void;
  readonly scrub: (text: string) => string;
}

/** Shorter ones would blank half of the language, and tell by it what they are. */
const LENGTH_MIN = 6;
/** Tokens change with each renewal; the oldest are forgotten first. */
const VALUES_MAX = 1000;

const names =
  "password|sec|secret|client_secret|clientSecret|apiSecret|oauthSecret|refresh_token|refreshToken|access_token|accessToken|mdAccessToken|id_token|code_verifier|p-ticket|p_ticket|authorization|token";
const patterns: readonly (readonly [RegExp, string])[] = [
  [/\bBearer\s+[\w.~+/=-]+/giu, `Bearer ${CENSOR}`],
  // A form or a query.
  [new RegExp(String.raw`\b(${names})=[^&\s"'\\]+`, "giu"), `$1=${CENSOR}`],
  [/([?&]code)=[^&\s"'\\]+/giu, `$1=${CENSOR}`],
  // JSON, also as text within JSON.
  [new RegExp(String.raw`(\\*"(?:${names})\\*"\s*:\s*\\*")[^"\\]+`, "giu"), `$1${CENSOR}`],
];

/** As it stands in plain text, in JSON and in a form. */
function spellings(secret: string): readonly string[] {
  return [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)];
}

export function createRedactor(): Redactor {
  const hidden = new Set<string>();
  return {
    hide(secret) {
      if (secret.length < LENGTH_MIN) return;
      for (const spelling of spellings(secret)) hidden.add(spelling);
      for (const oldest of hidden) {
        if (hidden.size <= VALUES_MAX) break;
        hidden.delete(oldest);
      }
    },
    scrub(text) {
      let clean = text;
      for (const secret of hidden) clean = clean.replaceAll(secret, CENSOR);
      for (const [pattern, replacement] of patterns) clean = clean.replace(pattern, replacement);
      return clean;
    },
  };
}
