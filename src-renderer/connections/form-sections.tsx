/** The parts of the connection form: environment first, then what that environment needs, then what few people need. */
import type { CommandOutput } from "../../src-shared/ipc/contract.ts";
import type { Environment } from "../ui/environment.tsx";
import { CheckField, ChoiceField, SecretField, TextField, type Option } from "../ui/form-fields.tsx";
import type { FormFields, LimitName } from "./form-model.ts";

export interface SectionProps {
  readonly fields: FormFields;
  readonly settings: CommandOutput<"connections.settings"> | null;
  /** Null: one is added. */
  readonly previous: string | null;
  readonly problemAt: (path: string) => string | undefined;
  readonly edit: (path: string, change: Partial<FormFields>) => void;
}

export function EnvironmentSection({ fields, settings, problemAt, edit }: SectionProps) {
  const options: readonly Option<Environment>[] = [
    { value: "demo", word: "Demo", detail: "The broker's simulation." },
    { value: "live", word: "Live", detail: "Real money." },
    { value: "custom", word: "Custom", detail: "Addresses of your own." },
    {
      value: "practice",
      word: "Practice",
      detail: "Mimik's own exchange.",
      disabled: settings?.practiceLogins.length === 0,
    },
  ];
  return (
    <ChoiceField
      legend="Environment"
      name="environment"
      columns="grid-cols-4"
      value={fields.environment}
      options={options}
      problem={problemAt("environment")}
      onChange={(environment) => edit("environment", { environment })}
    />
  );
}

export function NameSection({ fields, previous, settings, problemAt, edit }: SectionProps) {
  const logins = settings?.practiceLogins ?? [];
  return (
    <div className="grid grid-cols-2 gap-x-3">
      <TextField
        label="Name of this connection"
        value={fields.id}
        problem={problemAt("id")}
        hint={previous === null ? "As you want to see it, such as Desk." : "The name stays: groups name it."}
        readOnly={previous !== null}
        onChange={(id) => edit("id", { id })}
      />
      <TextField
        label="User name"
        value={fields.username}
        problem={problemAt("username")}
        hint={
          fields.environment === "practice"
            ? `One of ${logins.join(", ")}.`
            : "As at the broker's own platform."
        }
        onChange={(username) => edit("username", { username })}
      />
    </div>
  );
}

export function AddressSection({ fields, problemAt, edit }: SectionProps) {
  if (fields.environment !== "custom") return null;
  return (
    <div className="grid grid-cols-1 gap-y-1.5">
      <TextField
        label="Address of requests (REST)"
        value={fields.httpUrl}
        problem={problemAt("httpUrl")}
        placeholder="http://127.0.0.1:4001/v1"
        inputMode="url"
        onChange={(httpUrl) => edit("httpUrl", { httpUrl })}
      />
      <TextField
        label="Address of the user socket"
        value={fields.wsUrl}
        problem={problemAt("wsUrl")}
        placeholder="ws://127.0.0.1:4001/v1/websocket"
        inputMode="url"
        onChange={(wsUrl) => edit("wsUrl", { wsUrl })}
      />
      <TextField
        label="Address of the market-data socket"
        value={fields.mdUrl}
        problem={problemAt("mdUrl")}
        placeholder="ws://127.0.0.1:4002/v1/websocket"
        inputMode="url"
        onChange={(mdUrl) => edit("mdUrl", { mdUrl })}
      />
    </div>
  );
}

function sourcesOf({ settings, previous }: SectionProps) {
  const found = settings?.connections.find((each) => each.settings.id === previous);
  return found?.secrets ?? ({ password: "none", apiSecret: "none", oauthSecret: "none" } as const);
}

function PasswordFields(props: SectionProps) {
  const { fields, settings, problemAt, edit } = props;
  const sources = sourcesOf(props);
  const keepsSecrets = settings?.keepsSecrets ?? false;
  return (
    <>
      <SecretField
        label="Password"
        value={fields.password}
        lengthMax={64}
        source={sources.password}
        keepsSecrets={keepsSecrets}
        onChange={(password) => edit("password", { password })}
      />
      <CheckField
        label="I use an API key of my own"
        checked={fields.usesApiKey}
        onChange={(usesApiKey) => edit("apiKey", { usesApiKey })}
      />
      {fields.usesApiKey ? (
        <div className="grid grid-cols-2 gap-x-3">
          <TextField
            label="Client id of the key (cid)"
            value={fields.cid}
            problem={problemAt("apiKey.cid")}
            onChange={(cid) => edit("apiKey.cid", { cid })}
          />
          <SecretField
            label="Secret of the key (sec)"
            value={fields.apiSecret}
            lengthMax={8192}
            source={sources.apiSecret}
            keepsSecrets={keepsSecrets}
            onChange={(apiSecret) => edit("apiSecret", { apiSecret })}
          />
        </div>
      ) : null}
    </>
  );
}

function BrowserFields(props: SectionProps) {
  const { fields, settings, problemAt, edit } = props;
  const keepsSecrets = settings?.keepsSecrets ?? false;
  return (
    <div className="grid grid-cols-2 gap-x-3">
      <TextField
        label="Client id of your OAuth application"
        value={fields.oauthClientId}
        problem={problemAt("oauthClientId")}
        hint="You log in on the broker's own page."
        onChange={(oauthClientId) => edit("oauthClientId", { oauthClientId })}
      />
      <SecretField
        label="Client secret"
        value={fields.oauthSecret}
        lengthMax={8192}
        source={sourcesOf(props).oauthSecret}
        keepsSecrets={keepsSecrets}
        onChange={(oauthSecret) => edit("oauthSecret", { oauthSecret })}
      />
      {keepsSecrets ? null : (
        <p className="text-2xs text-muted col-span-full">
          In this shell the session of a browser login is held in memory too: after a restart you log in
          again.
        </p>
      )}
    </div>
  );
}

export function LoginSection(props: SectionProps) {
  const { fields, problemAt, edit } = props;
  if (fields.environment === "practice") return null;
  return (
    <div className="flex flex-col gap-1.5">
      <ChoiceField
        legend="Login"
        name="login"
        columns="grid-cols-2"
        value={fields.login}
        options={[
          { value: "password", word: "Password", detail: "With an API key, where the broker wants one." },
          { value: "oauth", word: "In the browser", detail: "OAuth, with an application of your own." },
        ]}
        problem={problemAt("login")}
        onChange={(login) => edit("login", { login })}
      />
      {fields.login === "password" ? <PasswordFields {...props} /> : <BrowserFields {...props} />}
    </div>
  );
}

const limitLabels: readonly { readonly name: LimitName; readonly label: string }[] = [
  { name: "perSecond", label: "A second" },
  { name: "perMinute", label: "A minute" },
  { name: "perHour", label: "An hour" },
];

function LimitFields({ fields, problemAt, edit }: SectionProps) {
  return (
    <div className="flex flex-col gap-1.5">
      <CheckField
        label="Request limits of my own"
        checked={fields.ownLimits}
        onChange={(ownLimits) => edit("limits", { ownLimits })}
      />
      <p className="text-2xs text-muted">
        Left alone, Mimik keeps to the strictest figures that anyone gives: 80 a minute, quoted by vendors of
        copiers, and 5,000 an hour, from the broker&apos;s own documents, which allow 5,000 a minute as well.
        An exchange on this computer has none. Going over locks the login out for an hour, exits included.
      </p>
      {fields.ownLimits ? (
        <div className="grid grid-cols-3 gap-x-3">
          {limitLabels.map(({ name, label }) => (
            <TextField
              key={name}
              label={label}
              value={fields.limits[name]}
              problem={problemAt(`limits.${name}`)}
              inputMode="numeric"
              onChange={(text) => edit(`limits.${name}`, { limits: { ...fields.limits, [name]: text } })}
            />
          ))}
        </div>
      ) : null}
    </div>
  );
}

/** Open where something in it is set or wrong. */
function isAdvancedUsed({ fields, problemAt }: SectionProps): boolean {
  const { ownLimits, appId, appVersion, passwordEnv, secEnv } = fields;
  const paths = [
    "appId",
    "appVersion",
    "passwordEnv",
    "apiKey.secEnv",
    ...limitLabels.map(({ name }) => `limits.${name}`),
  ];
  const wrong = paths.some((path) => problemAt(path) !== undefined);
  return wrong || ownLimits || [appId, appVersion, passwordEnv, secEnv].some((text) => text !== "");
}

export function AdvancedSection(props: SectionProps) {
  const { fields, settings, problemAt, edit } = props;
  const byPassword = fields.environment !== "practice" && fields.login === "password";
  return (
    <details open={isAdvancedUsed(props)} className="border-line rounded-lg border px-3 py-2">
      <summary className="min-h-6 text-sm font-semibold">Advanced</summary>
      <div className="mt-2 flex flex-col gap-2">
        <LimitFields {...props} />
        {byPassword ? (
          <div className="grid grid-cols-2 gap-x-3">
            <TextField
              label="Environment variable with the password"
              value={fields.passwordEnv}
              problem={problemAt("passwordEnv")}
              placeholder="MIMIK_PASSWORD_DESK"
              onChange={(passwordEnv) => edit("passwordEnv", { passwordEnv })}
            />
            {fields.usesApiKey ? (
              <TextField
                label="Environment variable with the key's secret"
                value={fields.secEnv}
                problem={problemAt("apiKey.secEnv")}
                placeholder="MIMIK_SECRET_DESK"
                onChange={(secEnv) => edit("apiKey.secEnv", { secEnv })}
              />
            ) : null}
          </div>
        ) : null}
        <div className="grid grid-cols-2 gap-x-3">
          <TextField
            label="Application name that the broker shows (appId)"
            value={fields.appId}
            problem={problemAt("appId")}
            {...(settings === null ? {} : { placeholder: settings.app.id })}
            onChange={(appId) => edit("appId", { appId })}
          />
          <TextField
            label="Its version (appVersion)"
            value={fields.appVersion}
            problem={problemAt("appVersion")}
            {...(settings === null ? {} : { placeholder: settings.app.version })}
            onChange={(appVersion) => edit("appVersion", { appVersion })}
          />
        </div>
      </div>
    </details>
  );
}
