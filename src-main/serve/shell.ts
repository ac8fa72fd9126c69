/**
 * The loopback shell: the host and its page server as one thing that starts and stops in order. Knows no process: the
 * entry point owns flags, signals, output and exit codes.
 */
import { randomBytes } from "node:crypto";
import type { Host } from "../host/host-port.ts";
import { openHost, type HostOptions } from "../host/host.ts";
import { passwordVault } from "../host/password-vault.ts";
import { createDispatch } from "../ipc/dispatch.ts";
import { createHandlers } from "../ipc/handlers.ts";
import { systemClock } from "../runtime/clock.ts";
import { startLoopbackServer, type Download, type LoopbackServer } from "./loopback-server.ts";
import { createOneUse } from "./one-use.ts";

const TOKEN_BYTES = 32;

export interface ShellOptions extends Omit<HostOptions, "vault"> {
  readonly port: number;
  readonly rendererRoot: string;
}

export interface RunningShell {
  readonly url: string;
  launchUrl(): string;
  readonly host: Host;
  stop(): Promise<void>;
}

function serverOf(host: Host, { port, rendererRoot }: ShellOptions): Promise<LoopbackServer> {
  const clock = systemClock();
  const pending: { server?: LoopbackServer } = {};
  const offer = (download: Download): { kind: "download"; path: string } => {
    const path = pending.server?.exportPath(download);
    if (path === undefined) throw new Error("Invariant: a command before the server listens");
    return { kind: "download", path };
  };
  const handlers = createHandlers(host, {
    shell: "browser",
    deliver: async (file) => offer(file),
  });
  return startLoopbackServer({
    port,
    rendererRoot,
    token: randomBytes(TOKEN_BYTES).toString("base64url"),
    dispatch: createDispatch(handlers, host.log),
    subscribe: (listener) => host.subscribe(listener),
    downloads: createOneUse<Download>(clock),
    launches: createOneUse<true>(clock),
    log: host.log,
  }).then((server) => {
    pending.server = server;
    return server;
  });
}

/** @throws StartFailure; then nothing stays open. The broker is not called before the port is ours. */
export async function startShell(options: ShellOptions): Promise<RunningShell> {
  const host = await openHost({ ...options, vault: passwordVault });
  let server: LoopbackServer;
  try {
    server = await serverOf(host, options);
  } catch (error) {
    await host.stop();
    throw error;
  }
  host.start();
  return {
    url: server.url,
    launchUrl: () => server.launchUrl(),
    host,
    async stop() {
      await server.close();
      await host.stop();
    },
  };
}
