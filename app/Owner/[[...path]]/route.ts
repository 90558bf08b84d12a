import { app } from '@/server/http'

// The same APIs as in `server/main.ts`, for development and for hosts that run Next alone.
const answer = (request: Request) => app.fetch(request)

export {
  answer as DELETE,
  answer as GET,
  answer as HEAD,
  answer as OPTIONS,
  answer as PATCH,
  answer as POST,
  answer as PUT,
}
