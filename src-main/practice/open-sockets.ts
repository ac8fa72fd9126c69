/** The sockets of one kind that are open, oldest first, and what is done to many of them at once. */
import type { Session } from "./auth.ts";
import { ClientSocket, type ClientSocketOptions, type ShutdownReason } from "./client-socket.ts";

const WORDS: Readonly<Record<ShutdownReason, string>> = {
  Maintenance: "Maintenance",
  ConnectionQuotaReached: "Connection quota reached",
  IPQuotaReached: "IP quota reached",
};

export class OpenSockets {
  readonly #open = new Set<ClientSocket>();

  add(options: Omit<ClientSocketOptions, "onClose">): void {
    const socket: ClientSocket = new ClientSocket({ ...options, onClose: () => this.#open.delete(socket) });
    this.#open.add(socket);
  }

  get authorizedCount(): number {
    return [...this.#open].filter((socket) => socket.session !== undefined).length;
  }

  /** Authorised sockets of a user. */
  ofUser(userName: string): ClientSocket[] {
    return [...this.#open].filter((socket) => socket.session?.user.name === userName);
  }

  /** All, or one user's. */
  drop(userName: string | undefined): void {
    for (const socket of this.#of(userName)) socket.drop();
  }

  die(ms: number, userName: string | undefined): void {
    for (const socket of this.#of(userName)) socket.die(ms);
  }

  stallAll(ms: number): void {
    for (const socket of this.#open) socket.stall(ms);
  }

  closeAll(reason: string): void {
    for (const socket of this.#open) socket.close(reason);
  }

  /** Tells sockets why they end and closes them: all, or one user's. */
  shutDown(reason: ShutdownReason, userName?: string, words = WORDS[reason]): void {
    for (const socket of this.#of(userName)) socket.shutDown(reason, words);
  }

  /** Closes the sockets that were authorised with this session. */
  shutDownSession(session: Session, reason: ShutdownReason): void {
    for (const socket of this.#open) {
      if (socket.session?.id === session.id) socket.shutDown(reason, WORDS[reason]);
    }
  }

  #of(userName: string | undefined): readonly ClientSocket[] {
    return userName === undefined ? [...this.#open] : this.ofUser(userName);
  }
}
