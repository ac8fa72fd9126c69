/**
 * The page's key to the engine. It arrives in the address's fragment, leaves the address at once, so that neither the
 * history nor a copied address holds it, and lives in this tab only, so that a reload works.
 */

const KEY = "mimik.token";

export function takeToken(): string | undefined {
  const given = new URLSearchParams(location.hash.slice(1)).get("token");
  if (given !== null && given !== "") {
    sessionStorage.setItem(KEY, given);
    history.replaceState(null, "", location.pathname);
    return given;
  }
  return sessionStorage.getItem(KEY) ?? undefined;
}
