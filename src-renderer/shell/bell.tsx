/** Alarms in a list behind a bell; the count is of those not yet seen. Opening it marks them as seen. */
import { Popover } from "@base-ui/react/popover";
import { Bell as BellIcon, Info, TriangleAlert } from "lucide-react";
import { markAlarmsRead } from "../actions/navigate.ts";
import { chicagoMoment } from "../format/time.ts";
import { unreadAlarms } from "../state/selectors.ts";
import { useApp, useSelect } from "../ui/context.ts";
import { keyboardScrollable } from "../ui/scroll.ts";

export function Bell() {
  const app = useApp();
  const unread = useSelect(unreadAlarms);
  const alarms = useSelect((state) => state.cockpit?.alarms);
  return (
    <Popover.Root onOpenChange={(open) => open && markAlarmsRead(app)}>
      <Popover.Trigger
        aria-label={unread === 0 ? "Alarms: none new" : `Alarms: ${unread} new`}
        className="text-muted hover:bg-hover hover:text-text relative flex size-8 shrink-0 items-center justify-center rounded-md"
      >
        <BellIcon size={18} strokeWidth={1.75} aria-hidden />
        {unread > 0 ? (
          <span
            aria-hidden
            className="bg-danger absolute -top-0.5 -right-0.5 min-w-4 rounded-full px-1 text-center text-[10px] leading-4 font-bold text-white"
          >
            {unread > 99 ? "99+" : unread}
          </span>
        ) : null}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner sideOffset={8} align="end" className="z-40">
          <Popover.Popup className="border-line bg-panel flex max-h-[70vh] w-[400px] flex-col rounded-xl border shadow-2xl shadow-black/60">
            <Popover.Title className="border-line border-b px-4 py-2.5 text-sm font-semibold">
              Alarms
            </Popover.Title>
            {alarms === undefined || alarms.length === 0 ? (
              <p className="text-muted px-4 py-6 text-sm">Nothing has gone wrong since Mimik started.</p>
            ) : (
              <ul className="overflow-auto" {...keyboardScrollable} aria-label="Alarms, newest first">
                {alarms.map((alarm) => (
                  <li key={alarm.id} className="border-line/60 flex gap-2 border-b px-4 py-2 text-sm">
                    {alarm.severity === "alarm" ? (
                      <TriangleAlert size={15} aria-label="Alarm" className="text-loss mt-0.5 shrink-0" />
                    ) : (
                      <Info size={15} aria-label="Notice" className="text-accent mt-0.5 shrink-0" />
                    )}
                    <span className="min-w-0 flex-1">{alarm.words}</span>
                    <time className="text-muted shrink-0 text-xs">
                      {chicagoMoment(alarm.atMs, app.clock.nowMs())}
                    </time>
                  </li>
                ))}
              </ul>
            )}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
