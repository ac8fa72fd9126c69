/** Every login: how it stands, in words, what it shows, and a password field where one is needed. */
import { Plug } from "lucide-react";
import type { ConnectionView } from "../../src-shared/cockpit/model.ts";
import { formatElapsed, formatMicroseconds } from "../format/duration.ts";
import { chicagoMoment } from "../format/time.ts";
import { connectionLooks } from "../shell/connection-pills.tsx";
import { connectionOf } from "../state/selectors.ts";
import { useApp, useNow, useSelect, useSelectList } from "../ui/context.ts";
import { Empty } from "../ui/empty.tsx";
import { Page } from "../ui/page.tsx";
import { toneText } from "../ui/tone.ts";
import { PasswordForm } from "./password-form.tsx";

interface FactProps {
  readonly name: string;
  readonly children: string;
  readonly wide?: boolean;
}

function Fact({ name, children, wide = false }: FactProps) {
  return (
    <div className={wide ? "col-span-full" : ""}>
      <dt className="text-2xs text-muted">{name}</dt>
      <dd className="text-sm break-words">{children}</dd>
    </div>
  );
}

/** How long the login has been silent: told only while it is away, for rows are not sent with every message. */
function Silence({ lastFrameMs }: { readonly lastFrameMs: number | null }) {
  const nowMs = useNow(1_000);
  return (
    <Fact name="Last message">
      {lastFrameMs === null ? "none yet" : `${formatElapsed(nowMs - lastFrameMs)} ago`}
    </Fact>
  );
}

function Facts({ connection }: { readonly connection: ConnectionView }) {
  const { clock } = useApp();
  const { accounts, latencyUs, malformed, unknownKinds } = connection;
  const away = connection.state !== "connected";
  return (
    <dl className="grid grid-cols-[90px_minmax(0,1fr)_150px_130px_210px] gap-x-6 gap-y-2">
      <Fact name="Environment">{connection.environment}</Fact>
      <Fact name="User">{connection.username}</Fact>
      <Fact name="In this state since">{chicagoMoment(connection.sinceMs, clock.nowMs())}</Fact>
      {away ? (
        <Silence lastFrameMs={connection.lastFrameMs} />
      ) : (
        <Fact name="Round trip">{latencyUs === null ? "–" : formatMicroseconds(latencyUs)}</Fact>
      )}
      <Fact name="Messages not understood">{`${malformed} malformed, ${unknownKinds} unknown kinds`}</Fact>
      <Fact name="Accounts" wide>
        {accounts.length === 0 ? "none seen yet" : accounts.map(({ name }) => name).join(", ")}
      </Fact>
    </dl>
  );
}

function ConnectionPanel({ id }: { readonly id: string }) {
  const connection = useSelect((state) => connectionOf(state, id));
  if (connection === undefined) return null;
  const { word, tone, icon: Icon } = connectionLooks[connection.state];
  return (
    <section
      aria-label={`Connection ${connection.id}`}
      className="border-line bg-panel flex flex-col gap-3 rounded-xl border p-3"
    >
      <header className="flex items-center gap-2.5">
        <h2 className="text-base font-semibold">{connection.id}</h2>
        <span className={`inline-flex items-center gap-1.5 text-sm font-semibold ${toneText[tone]}`}>
          <Icon size={14} aria-hidden /> {word}
        </span>
        <span className="text-text/90 min-w-0 flex-1 text-sm">{connection.words}</span>
      </header>
      <Facts connection={connection} />
      {connection.state === "needs-you" ? <PasswordForm connection={connection} /> : null}
    </section>
  );
}

export function ConnectionsPage() {
  const ids = useSelectList((state) => (state.cockpit?.connections ?? []).map((connection) => connection.id));
  return (
    <Page title="Connections" summary="One login each: its accounts, its sockets, its state.">
      <div className="flex max-w-[1000px] flex-col gap-3">
        {ids.length === 0 ? (
          <Empty icon={Plug} title="No connection yet">
            Start Mimik with <code>--import mimik-setup.json</code> to bring yours in, or with an empty
            profile to begin on the practice exchange.
          </Empty>
        ) : (
          ids.map((id) => <ConnectionPanel key={id} id={id} />)
        )}
      </div>
    </Page>
  );
}
