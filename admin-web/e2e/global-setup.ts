import { startServer } from './support/server'

/** Starts the product with an empty data folder; the answer of this function stops it. */
export default async function globalSetup(): Promise<() => Promise<void>> {
  const server = await startServer()
  process.env.E2E_URL = server.url
  return server.stop
}
