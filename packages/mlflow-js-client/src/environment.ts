import type { ConnectionOptions } from "./http.js";

/**
 * Credentials as MLflow's own clients take them: `MLFLOW_TRACKING_TOKEN`, or `MLFLOW_TRACKING_USERNAME` and
 * `MLFLOW_TRACKING_PASSWORD`. A name and password in the address win, and are taken out of it.
 */
export function connectionFrom(
  uri: string,
  env: Readonly<Record<string, string | undefined>>,
): Pick<ConnectionOptions, "uri" | "token" | "username" | "password"> {
  const address = URL.canParse(uri) ? new URL(uri) : null;
  if (address?.username) {
    const [username, password] = [decodeURIComponent(address.username), decodeURIComponent(address.password)];
    address.username = "";
    address.password = "";
    return { uri: address.href, username, password };
  }
  const { MLFLOW_TRACKING_TOKEN: token, MLFLOW_TRACKING_USERNAME: username, MLFLOW_TRACKING_PASSWORD: password } = env;
  if (token) return { uri, token };
  return username ? { uri, username, password: password ?? "" } : { uri };
}
