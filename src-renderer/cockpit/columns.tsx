/** The grid's columns: numbers have fixed widths, so that nothing moves when they tick; the state takes the rest. */

export interface Column {
  readonly title: string;
  readonly className: string;
  readonly right?: boolean;
}

export const columns: readonly Column[] = [
  { title: "State", className: "" },
  { title: "Account", className: "w-[96px] xl:w-[116px]" },
  { title: "Size", className: "w-[72px] xl:w-[80px]", right: true },
  { title: "Contract", className: "w-[72px] xl:w-[86px]" },
  { title: "Position", className: "w-[60px] xl:w-[68px]", right: true },
  { title: "Expected", className: "w-[62px] xl:w-[68px]", right: true },
  { title: "In flight", className: "w-[52px] xl:w-[60px]", right: true },
  { title: "Open P&L", className: "w-[100px] xl:w-[108px]", right: true },
  { title: "Last copy", className: "w-[146px] xl:w-[172px]" },
  { title: "Actions", className: "w-[118px] xl:w-[130px]" },
];

export function ColumnHeads() {
  return (
    <>
      <colgroup>
        {columns.map((column) => (
          <col key={column.title} className={column.className} />
        ))}
      </colgroup>
      <thead>
        <tr>
          {columns.map((column) => (
            <th
              key={column.title}
              scope="col"
              className={`text-2xs text-muted px-1.5 py-1.5 font-medium whitespace-nowrap first:pl-3 ${
                column.right === true ? "text-right" : "text-left"
              }`}
            >
              {column.title === "Actions" ? <span className="sr-only">Actions</span> : column.title}
            </th>
          ))}
        </tr>
      </thead>
    </>
  );
}
