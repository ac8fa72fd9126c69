/** All entries as a file: CSV for a spreadsheet, JSON Lines with every fill's whole explanation. */
import { Download } from "lucide-react";
import { exportActivity } from "../actions/activity.ts";
import { useApp, useSelect } from "../ui/context.ts";
import { OptionPopover } from "../ui/option-popover.tsx";

export function ExportMenu() {
  const app = useApp();
  const exporting = useSelect((state) => state.activity.exporting);
  const exported = useSelect((state) => state.activity.exported);
  return (
    <div className="flex items-center gap-3">
      <output className="text-muted text-xs">{exporting ? "Exporting…" : (exported ?? "")}</output>
      <OptionPopover
        title="Export all entries"
        disabled={exporting}
        align="end"
        className="min-h-7 rounded-md py-1 font-medium"
        options={[
          {
            word: "CSV",
            detail: "For a spreadsheet: one row per entry.",
            act: () => void exportActivity(app, "csv"),
          },
          {
            word: "JSON Lines",
            detail: "One entry per line; fills with every follower's checks, sizing and times.",
            act: () => void exportActivity(app, "json"),
          },
        ]}
      >
        <Download size={14} aria-hidden /> Export
      </OptionPopover>
    </div>
  );
}
