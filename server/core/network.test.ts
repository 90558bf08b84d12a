import { expect, test } from 'vitest'
import { isPrivateAddress } from './network'

test.each(['127.0.0.1', '::1', '::ffff:10.1.2.3', '192.168.1.1', '172.16.0.1', '172.31.255.1', 'fd00::1'])(
  '%s is where a proxy may stand',
  (address) => expect(isPrivateAddress(address)).toBe(true),
)

test.each(['8.8.8.8', '172.32.0.1', '2001:db8::1', '::ffff:203.0.113.9', '11.0.0.1', ''])(
  '%s is somebody from outside',
  (address) => expect(isPrivateAddress(address)).toBe(false),
)
