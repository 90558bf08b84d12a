import postgres from 'postgres'

export type Listening = { close(): Promise<void> }

/**
 * Hears what is told on a channel (`pg_notify`), on a connection of its own that is opened again when it is lost. What
 * was told meanwhile is not heard: `onConnected` is called each time that it hears again, the first time too.
 */
export async function listenTo(
  url: string,
  channel: string,
  on: { payload(text: string): void; connected(): void },
): Promise<Listening> {
  const client = postgres(url, { max: 1, onnotice: () => {} })
  try {
    await client.listen(channel, on.payload, on.connected)
  } catch (error) {
    await client.end({ timeout: 1 })
    throw error
  }
  return { close: () => client.end({ timeout: 1 }) }
}
