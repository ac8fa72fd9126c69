/** What every account of the practice exchange holds, with a way out of each position. */
import { flattenPractice, type PracticeAccount } from "../actions/practice.ts";
import { formatBalance } from "../format/money.ts";
import { formatPrice } from "../format/quantity.ts";
import { Button } from "../ui/button.tsx";
import { useApp, useSelect } from "../ui/context.ts";
import { Contracts } from "../ui/signed.tsx";

function AccountRow({ account }: { readonly account: PracticeAccount }) {
  const app = useApp();
  const open = account.positions.filter((position) => position.net !== 0);
  return (
    <tr aria-label={`Account ${account.name}`} className="border-line border-t">
      <th scope="row" className="py-1.5 pr-1.5 pl-3 text-left align-top leading-6 font-semibold">
        {account.name}
        {account.leader ? <span className="text-2xs text-gold ml-1.5 font-medium">leader</span> : null}
      </th>
      <td className="px-1.5 py-1.5 text-right align-top leading-6">
        {formatBalance(account.netLiquidation)}
      </td>
      <td className="py-1.5 pr-3 pl-4">
        {open.length === 0 ? (
          <span className="text-muted leading-6">flat</span>
        ) : (
          open.map((position) => (
            <div key={position.contract} className="flex h-6 items-center gap-2">
              <span className="w-14 text-right">
                <Contracts value={position.net} />
              </span>
              <span className="w-16">{position.contract}</span>
              <span className="text-muted flex-1 text-xs">
                {position.price === null ? "" : `@ ${formatPrice(position.price)}`}
              </span>
              <Button
                look="small"
                aria-label={`Flatten ${position.contract} on ${account.name} at the exchange`}
                onClick={() => void flattenPractice(app, account, position.contract)}
              >
                Flatten
              </Button>
            </div>
          ))
        )}
      </td>
    </tr>
  );
}

export function Positions() {
  const accounts = useSelect((state) => state.practice.state?.accounts);
  return (
    <section aria-label="Practice accounts" className="border-line bg-panel rounded-xl border">
      <h2 className="px-3 pt-2.5 pb-1.5 text-base font-semibold">Practice accounts</h2>
      <table className="w-full table-fixed border-collapse text-sm">
        <colgroup>
          <col className="w-[150px]" />
          <col className="w-[110px]" />
          <col />
        </colgroup>
        <thead>
          <tr className="text-2xs text-muted *:px-1.5 *:py-1 *:font-medium">
            <th scope="col" className="!pl-3 text-left">
              Account
            </th>
            <th scope="col" className="text-right">
              Net liquidation
            </th>
            <th scope="col" className="!pl-4 text-left">
              Positions
            </th>
          </tr>
        </thead>
        <tbody>
          {(accounts ?? []).map((account) => (
            <AccountRow key={account.id} account={account} />
          ))}
        </tbody>
      </table>
    </section>
  );
}
