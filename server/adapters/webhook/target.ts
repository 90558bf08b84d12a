import { lookup } from 'node:dns/promises'
import { BlockList, isIP } from 'node:net'

/** Where webhooks may go: the public network, and in sandbox mode this machine too. */
export type TargetRules = { sandbox: boolean }

const LOOKUP_MAX_MS = 3_000

/**
 * Why nothing may be sent to this address; null when it may. Its name is looked up: one that leads to a private
 * network is refused, and one that leads nowhere too, but for the sandbox, which may have no network at all.
 */
export async function refusalOf(url: string, rules: TargetRules): Promise<string | null> {
  const target = URL.canParse(url) ? new URL(url) : null
  if (target === null) return 'This value is not a valid URL.'
  const refusal = refusalOfUrl(target, rules)
  if (refusal !== null) return refusal
  const host = hostOf(target)
  if (isIP(host)) return null
  const found = await addressesOf(host)
  if (found.length === 0) return rules.sandbox ? null : `There is no host ${host.slice(0, 253)}.`
  return found.every((address) => mayReach(address, rules)) ? null : PRIVATE
}

/** What can be said without looking anything up. */
export function refusalOfUrl(target: URL, rules: TargetRules): string | null {
  if (target.username !== '' || target.password !== '') return 'A URL may not carry a name or a password.'
  const host = hostOf(target)
  const here = isLoopbackName(host)
  if (target.protocol !== 'https:' && !(target.protocol === 'http:' && here && rules.sandbox))
    return 'A URL must begin with https://.'
  if (here && !rules.sandbox) return PRIVATE
  return isIP(host) === 0 || mayReach(host, rules) ? null : PRIVATE
}

/** Whether a network address may be connected to. */
export function mayReach(address: string, rules: TargetRules): boolean {
  if (rules.sandbox && isLoopback(address)) return true
  return !isReserved(address)
}

export const PRIVATE = 'A URL may not lead into a private network.'

/** The host as the network knows it: an IPv6 address without its brackets. */
export const hostOf = (target: URL): string => target.hostname.replace(/^\[|\]$/g, '')

const isLoopbackName = (host: string): boolean =>
  isIP(host) === 0 ? host === 'localhost' || host.endsWith('.localhost') : isLoopback(host)

async function addressesOf(host: string): Promise<string[]> {
  const timeout = new Promise<[]>((resolve) => setTimeout(() => resolve([]), LOOKUP_MAX_MS).unref())
  const found = lookup(host, { all: true }).catch(() => [])
  return (await Promise.race([found, timeout])).map(({ address }) => address)
}

function isLoopback(address: string): boolean {
  return LOOPBACK.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
}

/** IPv4 by the list of what is not public; of IPv6 only what is handed out as global is, less the tunnels. */
function isReserved(address: string): boolean {
  const family = isIP(address)
  if (family === 4) return RESERVED.check(address, 'ipv4')
  if (family !== 6) return true
  return !GLOBAL_V6.check(address, 'ipv6') || RESERVED.check(address, 'ipv6')
}

function listOf(...nets: [string, number, 'ipv4' | 'ipv6'][]): BlockList {
  const list = new BlockList()
  for (const [net, prefix, family] of nets) list.addSubnet(net, prefix, family)
  return list
}

const LOOPBACK = listOf(['127.0.0.0', 8, 'ipv4'], ['::1', 128, 'ipv6'])

const GLOBAL_V6 = listOf(['2000::', 3, 'ipv6'])

/** IANA's special-purpose registries (RFC 6890 and its successors). */
const RESERVED = listOf(
  ['0.0.0.0', 8, 'ipv4'],
  ['10.0.0.0', 8, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['127.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.0.0.0', 24, 'ipv4'],
  ['192.0.2.0', 24, 'ipv4'],
  ['192.88.99.0', 24, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['198.18.0.0', 15, 'ipv4'],
  ['198.51.100.0', 24, 'ipv4'],
  ['203.0.113.0', 24, 'ipv4'],
  ['224.0.0.0', 4, 'ipv4'],
  ['240.0.0.0', 4, 'ipv4'],
  ['2001::', 23, 'ipv6'],
  ['2001:db8::', 32, 'ipv6'],
  ['2002::', 16, 'ipv6'],
  ['3fff::', 20, 'ipv6'],
)
