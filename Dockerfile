# The app alone: engine and PostgreSQL are services of their own (docker-compose.yml).
FROM node:24.21-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
# Node is the image's own, the same version.
RUN npm run build && npm prune --omit=dev && rm -rf node_modules/.bin/node node_modules/node-linux-*

FROM node:24.21-bookworm-slim
ENV NODE_ENV=production DATA_DIR=/data HOST=0.0.0.0 RECORDS_HOST=0.0.0.0 TZ=Asia/Shanghai
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY --from=build /app/db/migrations ./db/migrations
COPY --from=build /app/processes ./processes
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s CMD node -e "fetch('http://127.0.0.1:3000/api/health').then(r=>process.exit(r.ok?0:1),()=>process.exit(1))"
CMD ["node", "dist/api/start.js"]
