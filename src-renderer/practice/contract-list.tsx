/** The contracts of the practice exchange with live prices. Choosing one fills the ticket. */
import { chooseContract, ticketContract, type PracticeContract } from "../actions/practice.ts";
import { formatPrice } from "../format/quantity.ts";
import type { PriceField } from "../state/selectors.ts";
import { useApp, useSelect } from "../ui/context.ts";

/** The pushed price, else the one that came with the contract. */
export function usePrice(contract: PracticeContract, field: PriceField): string {
  return useSelect((state) => state.prices.contracts.get(contract.contract)?.[field]) ?? contract[field];
}

function PriceText({ contract, field }: { readonly contract: PracticeContract; readonly field: PriceField }) {
  return <>{formatPrice(usePrice(contract, field))}</>;
}

function ContractLine({
  contract,
  chosen,
}: {
  readonly contract: PracticeContract;
  readonly chosen: boolean;
}) {
  const app = useApp();
  return (
    <label
      className={`has-focus-visible:outline-accent flex h-10 cursor-pointer items-center gap-2 border-l-2 px-3 has-focus-visible:outline-2 has-focus-visible:-outline-offset-2 ${
        chosen ? "border-accent bg-raised" : "hover:bg-raised/60 border-transparent"
      }`}
    >
      <input
        type="radio"
        name="contract"
        className="sr-only"
        checked={chosen}
        onChange={() => chooseContract(app, contract)}
      />
      <span className="min-w-0 flex-1">
        <span className="block leading-4 font-semibold">{contract.contract}</span>
        <span className="text-2xs text-muted block truncate leading-3.5">{contract.description}</span>
      </span>
      <span className="text-muted w-[66px] text-right text-xs max-xl:hidden">
        <PriceText contract={contract} field="bid" />
      </span>
      <span className="text-muted w-[66px] text-right text-xs max-xl:hidden">
        <PriceText contract={contract} field="offer" />
      </span>
      <span className="w-[70px] text-right font-semibold">
        <PriceText contract={contract} field="last" />
      </span>
    </label>
  );
}

export function ContractList() {
  const contracts = useSelect((state) => state.practice.state?.contracts);
  const chosen = useSelect((state) => ticketContract(state.practice)?.contract);
  return (
    <fieldset className="border-line bg-panel flex min-h-0 min-w-0 flex-col overflow-hidden rounded-xl border max-xl:order-2">
      <legend className="sr-only">Contract</legend>
      <div aria-hidden className="border-line text-2xs text-muted flex gap-2 border-b px-3 py-2 pl-3.5">
        <span className="flex-1">Contract</span>
        <span className="w-[66px] text-right max-xl:hidden">Bid</span>
        <span className="w-[66px] text-right max-xl:hidden">Offer</span>
        <span className="w-[70px] text-right">Last</span>
      </div>
      <div className="min-h-0 flex-1 overflow-auto py-1">
        {(contracts ?? []).map((contract) => (
          <ContractLine key={contract.contract} contract={contract} chosen={contract.contract === chosen} />
        ))}
      </div>
    </fieldset>
  );
}
