/**
 * The rules of tidy: what may not be written, where, and what to write instead. Lint holds what needs types or imports;
 * here stands what is a matter of words. A rule may only get stricter; what cannot be cured yet goes into exceptions.ts.
 */

export interface Rule {
  readonly name: string;
  /** Always global: every match is one finding. */
  readonly pattern: RegExp;
  /** `code` looks past comments and literals, `uncommented` past comments, `text` at everything. */
  readonly look: "code" | "uncommented" | "text";
  /** Paths it holds for; everywhere when left out. */
  readonly only?: RegExp;
  /** Paths it does not hold for. */
  readonly except?: RegExp;
  readonly instead: string;
}

const TYPESCRIPT = /\.tsx?$/;
const TEST = /\.test\.tsx?$|^e2e\//;
/** What measures, drives or builds the product, and tests: not the product itself. */
const HELPERS = /^src-main\/(tools|bench|sim|scenarios)\/|\.test\.tsx?$|^e2e\/|^[^/]+\.config\.ts$/;
/** What decides and records trades. */
const ENGINE = /^src-main\/(core|ledger|broker|runtime)\//;
/** Where text from outside becomes values. */
const EDGES =
  /^src-main\/(broker|practice|ipc|serve|host|ledger)\/|^src-renderer\/transport\/|^src-shared\/setup-file|^src-main\/(tools|bench|sim|scenarios)\/|\.test\.tsx?$|^e2e\//;
const SELF = /^src-main\/tools\/tidy\/|^src-main\/tools\/planted/;
const ENTRY = /\/main\.ts$|^src-main\/electron\//;

const words = (...parts: readonly string[]): RegExp => new RegExp(parts.join("|"), "g");

const calls: readonly Rule[] = [
  {
    name: "parse-float",
    pattern: /\bparseFloat\s*\(/g,
    look: "code",
    only: TYPESCRIPT,
    instead: "prices and money are parsed into integers by src-shared/money.ts",
  },
  {
    name: "to-fixed",
    pattern: /\.toFixed\s*\(/g,
    look: "code",
    only: TYPESCRIPT,
    except: /^src-renderer\/format\/|^src-shared\/money|^src-main\/(tools|bench|sim|scenarios)\/|^e2e\//,
    instead: "format money and prices in src-renderer/format (words and CSV: src-shared/money.ts)",
  },
  {
    name: "to-locale-string",
    pattern: /\.toLocale(Date|Time)?String\s*\(/g,
    look: "code",
    only: TYPESCRIPT,
    except: /^src-renderer\/format\//,
    instead: "format in src-renderer/format, with the trader's locale and time zone",
  },
  {
    name: "interval",
    pattern: /\bset(Interval|Timeout|Immediate)\s*\(/g,
    look: "code",
    only: ENGINE,
    except: /^src-main\/runtime\/timers\.ts$|\.test\.ts$/,
    instead: "take the timers that are passed in (runtime/timers.ts)",
  },
  {
    name: "wall-clock",
    pattern: /\bnew Date\s*\(\s*\)|(?<!new )\bDate\s*\(\s*\)/g,
    look: "code",
    only: TYPESCRIPT,
    except: /\/clock\.ts$|^src-main\/(tools|bench|scenarios)\/|\.test\.tsx?$|^e2e\//,
    instead: "take the clock that is passed in (runtime/clock.ts)",
  },
  {
    name: "json-parse",
    pattern: /\bJSON\.parse\s*\(/g,
    look: "code",
    only: TYPESCRIPT,
    except: EDGES,
    instead: "parse at an edge, with a schema, and pass values on",
  },
  {
    name: "dynamic-import",
    pattern: /\bimport\s*\(|\brequire\s*\(|\bcreateRequire\b/g,
    look: "code",
    only: TYPESCRIPT,
    except: HELPERS,
    instead: "import at the top: the layers are checked there",
  },
  {
    name: "async-core",
    pattern: /\basync\b|\bawait\b/g,
    look: "code",
    only: /^src-main\/core\//,
    except: TEST,
    instead: "return an effect and handle its outcome as an input: the core is synchronous",
  },
  {
    name: "exit",
    pattern: /\bprocess\.exit\s*\(/g,
    look: "code",
    only: /^src-(main|shared)\//,
    except: new RegExp(`${ENTRY.source}|${HELPERS.source}`),
    instead: "throw or return: the entry point alone chooses the exit code",
  },
  {
    name: "raw-ipc",
    pattern: /\bipc(Main|Renderer)\b/g,
    look: "code",
    only: TYPESCRIPT,
    except: /^src-main\/electron\//,
    instead: "use the typed handlers of src-main/ipc or the client of src-renderer/transport",
  },
  {
    name: "raw-html",
    pattern: /\binnerHTML\b|\bdangerouslySetInnerHTML\b/g,
    look: "code",
    only: TYPESCRIPT,
    except: TEST,
    instead: "render text: the content-security policy wants trusted types",
  },
];

const values: readonly Rule[] = [
  {
    name: "trade-default",
    pattern:
      /(\?\?|\|\|)\s*(["'`](buy|sell|long|short|market|limit|stop|day|gtc|filled|working|flat)\b|-?[1-9])/gi,
    look: "uncommented",
    only: ENGINE,
    except: TEST,
    instead: "no default for missing trade data: refuse with a code",
  },
  {
    name: "wire-default",
    pattern: /(qty|quantity|price|px|pos|size|value|amount|volume|balance)\w*\s*(\?\?|\|\|)\s*0\b/gi,
    look: "code",
    only: /^src-main\/broker\//,
    except: TEST,
    instead: "a field that the broker left out is refused or parked, never read as zero",
  },
  {
    name: "double-cast",
    // A schema that yields a branded type is the one place where the compiler has to be told.
    pattern: /\bas (unknown|never) as\b(?! z\.ZodType<)/g,
    look: "code",
    only: TYPESCRIPT,
    except: TEST,
    instead: "narrow with a schema or a type guard",
  },
  {
    name: "swallowed-error",
    pattern:
      /\.catch\(\s*\(\s*\w*\s*\)\s*=>\s*(\{\s*\}|undefined|null)\s*,?\s*\)|\bcatch\s*(\(\w+\)\s*)?\{\s*\}/g,
    look: "code",
    only: TYPESCRIPT,
    instead: "handle the error, count it, or let it through",
  },
  {
    name: "real-money",
    pattern: /\b(REAL|FLOAT|DOUBLE)\b/g,
    look: "uncommented",
    only: /^src-main\/(ledger|practice)\/.*\.ts$/,
    except: TEST,
    instead: "money is INTEGER micro-dollars, price INTEGER ticks",
  },
];

const leftovers: readonly Rule[] = [
  {
    name: "leftover",
    pattern: /\b(TODO|FIXME|XXX|HACK)\b/g,
    look: "text",
    except: SELF,
    instead: "do it, or open an issue",
  },
  {
    name: "ts-comment",
    pattern: /@ts-(ignore|nocheck|expect-error)/g,
    look: "text",
    except: SELF,
    instead: "make the types say it",
  },
  {
    name: "lint-disable",
    pattern: /(oxlint|eslint)-disable/g,
    look: "text",
    only: TYPESCRIPT,
    except: SELF,
    instead: "obey the rule, or add the file to exceptions.ts with the reason",
  },
  {
    name: "partial-test-run",
    pattern: /\b(it|test|describe|suite)(\.\w+)*\.(only|skip|todo|fixme|fails|skipIf|runIf)\b/g,
    look: "code",
    only: TEST,
    except: SELF,
    instead: "every test runs, everywhere, every time",
  },
  {
    name: "machine-path",
    pattern: /(?<![\w.])\/(work|home|root|Users)\/|\b[A-Z]:\\+Users\b/g,
    look: "text",
    except: SELF,
    instead: "build the path from import.meta.dirname, os.tmpdir() or an argument",
  },
  {
    name: "registry-host",
    pattern: words(
      String.raw`registry\.npmjs\.org`,
      String.raw`registry\.yarnpkg\.com`,
      String.raw`npm\.pkg\.github\.com`,
      String.raw`npmmirror\.com`,
      String.raw`\b(artifactory|verdaccio|jfrog)\b`,
      "_authToken",
      String.raw`"resolved": "http`,
    ),
    look: "text",
    except: SELF,
    instead: "the registry is the machine's matter: leave it out",
  },
  {
    name: "merge-marker",
    pattern: /^(<{7}|>{7}|\|{7})( |$)/gm,
    look: "text",
    instead: "finish the merge",
  },
];

export const rules: readonly Rule[] = [...calls, ...values, ...leftovers];
