/** The name under which the caps count what a resync opens: one per confirmed preview, like an order of the leader's. */
import type { BrokerOrderId } from "../../../src-shared/ids.ts";

export function resyncOrderOf(previewId: string): BrokerOrderId {
  return `resync:${previewId}` as BrokerOrderId;
}
