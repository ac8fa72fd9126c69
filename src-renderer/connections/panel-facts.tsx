/** The facts of one login. Figures that tick have fixed widths, so that nothing on the page moves. */
import type { ConnectionView } from "../../src-shared/cockpit/model.ts";
import { formatElapsed, formatMicroseconds } from "../format/duration.ts";
import { chicagoMoment } from "../format/time.ts";
import { useApp, useNow } from "../ui/context.ts";

interface FactProps {
  readonly name: string;
  readonly children: string;
  readonly className?: string;
}

function Fact({ name, children, className = "" }: FactProps) {
  return (
    <div className={className}>
      <dt className="text-2xs text-muted">{name}</dt>
      <dd className="text-sm break-words">{children}</dd>
    </div>
  );
}

function ageOf(atMs: number | null, nowMs: number, none: string): string {
  return atMs === null ? none : `${formatElapsed(nowMs - atMs)} ago`;
}

/** Nothing to expire: the exchange in this very process asks for no token. */
function sessionWords({ tokenExpiresMs }: ConnectionView, nowMs: number): string {
  if (tokenExpiresMs === null) return "no session";
  return tokenExpiresMs <= nowMs ? "expired" : `in ${formatElapsed(tokenExpiresMs - nowMs)}`;
}

const sources: Readonly<Record<ConnectionView["marketData"]["source"], string>> = {
  quotes: "Quotes",
  snapshot: "Broker's figures, polled",
  none: "None",
};

function marketDataWords({ marketData }: ConnectionView, nowMs: number): string {
  const { source, lastMs, words } = marketData;
  const age = lastMs === null ? "" : `, ${ageOf(lastMs, nowMs, "")}`;
  return `${sources[source]}${age}${words === "" || source === "quotes" ? "" : ` · ${words}`}`;
}

function loginWords({ login, environment }: ConnectionView): string {
  if (environment === "practice") return "by itself";
  return login === "oauth" ? "in the browser" : "password";
}

export function PanelFacts({ connection }: { readonly connection: ConnectionView }) {
  const { clock } = useApp();
  const nowMs = useNow(1_000);
  const { accounts, latencyUs, lastFrameMs, malformed, unknownKinds } = connection;
  const strange = malformed + unknownKinds;
  return (
    <dl className="grid grid-cols-4 gap-x-4 gap-y-2">
      <Fact name="In this state since">{chicagoMoment(connection.sinceMs, clock.nowMs())}</Fact>
      <Fact name="Round trip">{latencyUs === null ? "–" : formatMicroseconds(latencyUs)}</Fact>
      <Fact name="Last message">{ageOf(lastFrameMs, nowMs, "none")}</Fact>
      <Fact name="Session ends">{sessionWords(connection, nowMs)}</Fact>
      <Fact name="Market data" className="col-span-2">
        {marketDataWords(connection, nowMs)}
      </Fact>
      <Fact name="Login">{loginWords(connection)}</Fact>
      <Fact name="Not understood">
        {strange === 0 ? "nothing" : `${malformed} malformed, ${unknownKinds} unknown`}
      </Fact>
      <Fact name={`Accounts (${accounts.length})`} className="col-span-full">
        {accounts.length === 0 ? "none seen yet" : accounts.map(({ name }) => name).join(", ")}
      </Fact>
    </dl>
  );
}
