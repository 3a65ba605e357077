# One image, several commands, on a PostgreSQL of your own: DATABASE_URL says where.
#   dist/apps/lifeledger/main.js start   the whole system in one process
#   dist/apps/intake/main.js             one service of it, as many of each as are needed
#   dist/apps/projector/main.js
#   dist/apps/insights/main.js
FROM node:22-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci
COPY tsconfig.json tsconfig.build.json ./
COPY apps apps
COPY libs libs
COPY test test
RUN npm run build

FROM node:22-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
# Optional packages are the embedded PostgreSQL's binaries, which an image has no use for.
RUN npm ci --omit=dev --omit=optional && npm cache clean --force

FROM node:22-slim
WORKDIR /app
ENV NODE_ENV=production HOST=0.0.0.0 LIFELEDGER_DATA_DIR=/var/lib/lifeledger
RUN mkdir -p /var/lib/lifeledger && chown node:node /var/lib/lifeledger
COPY --from=packages /app/node_modules node_modules
COPY --from=build /app/dist/apps dist/apps
COPY --from=build /app/dist/libs dist/libs
COPY --from=build /app/apps/dashboard/dist apps/dashboard/dist
COPY package.json ./
USER node
# Holds the admin key that the first start makes, mode 0600.
VOLUME /var/lib/lifeledger
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/health/ready`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# As `npm start` has it: much of the memory lives briefly. NODE_OPTIONS does not take both.
ENTRYPOINT ["node", "--max-semi-space-size=64", "--heap-growing-percent=100"]
CMD ["dist/apps/lifeledger/main.js", "start"]
