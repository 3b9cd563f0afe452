// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/importers/technologytable.h"

namespace opsdeck {

namespace {

struct WayRow
{
    const char *kind = nullptr;
    const char *path = nullptr;
};

struct TechnologyRow
{
    const char *images;
    const char *title;
    const char *layer;
    quint16 ports[5];
    WayRow ways[2];
};

struct CommandRow
{
    const char *words;
    const char *title;
    const char *layer;
    quint16 ports[2];
    bool isHttp;
};

// clang-format off
const TechnologyRow kTechnologies[] = {
    // image, technology, layer, its own ports, ways to check it in the order of preference
    {R"(postgres[-_]exporter|pg[-_]?exporter)", "PostgreSQL exporter", "observability", {9187}, {{"postgres-exporter", "/metrics"}, {"prometheus", "/metrics"}}},
    {R"((redis|valkey)[-_]exporter)", "Redis exporter", "observability", {9121}, {{"redis-exporter", "/metrics"}, {"prometheus", "/metrics"}}},
    {R"(node[-_]exporter)", "Node exporter", "observability", {9100}, {{"node-exporter", "/metrics"}, {"prometheus", "/metrics"}}},
    {R"(cadvisor)", "cAdvisor", "observability", {8080}, {{"cadvisor", "/metrics"}, {"prometheus", "/metrics"}}},
    {R"(pushgateway)", "Prometheus Pushgateway", "observability", {9091}, {{"http", "/-/healthy"}}},
    {R"(blackbox[-_]exporter)", "Blackbox exporter", "observability", {9115}, {{"http", "/-/healthy"}}},
    {R"(mysqld?[-_]exporter)", "MySQL exporter", "observability", {9104}, {{"prometheus", "/metrics"}}},
    {R"(mongodb[-_]exporter)", "MongoDB exporter", "observability", {9216}, {{"prometheus", "/metrics"}}},
    {R"(nginx-prometheus-exporter|nginx[-_]exporter)", "nginx exporter", "observability", {9113}, {{"prometheus", "/metrics"}}},
    {R"(elasticsearch[-_]exporter)", "Elasticsearch exporter", "observability", {9114}, {{"prometheus", "/metrics"}}},
    {R"(kafka[-_]exporter)", "Kafka exporter", "observability", {9308}, {{"prometheus", "/metrics"}}},
    {R"(celery[-_]exporter)", "Celery exporter", "observability", {9808}, {{"prometheus", "/metrics"}}},
    {R"(.*[-_]exporter)", "Exporter", "observability", {9100}, {{"prometheus", "/metrics"}}},
    {R"(pgbouncer(-exporter)?|pgcat|odyssey)", "PgBouncer", "data", {6432, 5432}, {{"pgbouncer", ""}, {"tcp", ""}}},
    {R"(pgadmin4?|pgweb)", "pgAdmin", "tools", {80, 8081}, {{"http", "/"}}},
    {R"(adminer|phpmyadmin|mongo-express|redis-commander|redisinsight|cloudbeaver)", "Database console", "tools", {80, 8080, 8081, 5540, 8978}, {{"http", "/"}}},
    {R"(timescaledb(-ha|-postgis)?)", "TimescaleDB", "data", {5432}, {{"postgres", ""}}},
    {R"(apache/age|age)", "Apache AGE", "data", {5432}, {{"postgres", ""}}},
    {R"(postgis)", "PostGIS", "data", {5432}, {{"postgres", ""}}},
    {R"(pgvector|pgvecto-rs|vectorchord-postgres)", "PostgreSQL with pgvector", "data", {5432}, {{"postgres", ""}}},
    {R"(postgres|postgresql|postgresql-repmgr|spilo(-\d+)?|citus|paradedb|alloydbomni|pg)", "PostgreSQL", "data", {5432}, {{"postgres", ""}}},
    {R"(valkey(-bundle)?)", "Valkey", "data", {6379}, {{"redis", ""}}},
    {R"(redis|redis-stack(-server)?|redis-sentinel|keydb|dragonfly|redict|rejson)", "Redis", "data", {6379}, {{"redis", ""}}},
    {R"(mysql(-server)?|percona(-server)?)", "MySQL", "data", {3306}, {{"tcp", ""}}},
    {R"(mariadb(-galera)?)", "MariaDB", "data", {3306}, {{"tcp", ""}}},
    {R"(mongo|mongodb(-community-server|-enterprise-server)?)", "MongoDB", "data", {27017}, {{"tcp", ""}}},
    {R"(mssql/server|mssql|azure-sql-edge)", "SQL Server", "data", {1433}, {{"tcp", ""}}},
    {R"(.*oracle.*|oracle-xe)", "Oracle Database", "data", {1521}, {{"tcp", ""}}},
    {R"(cassandra|scylla)", "Cassandra", "data", {9042}, {{"tcp", ""}}},
    {R"(clickhouse(-server)?)", "ClickHouse", "data", {8123}, {{"http", "/ping"}}},
    {R"(influxdb)", "InfluxDB", "data", {8086}, {{"http", "/health"}}},
    {R"(couchdb)", "CouchDB", "data", {5984}, {{"http", "/_up"}}},
    {R"(couchbase(/server)?)", "Couchbase", "data", {8091}, {{"http", "/"}}},
    {R"(neo4j)", "Neo4j", "data", {7474, 7687}, {{"http", "/"}}},
    {R"(arangodb)", "ArangoDB", "data", {8529}, {{"http", "/_admin/server/availability"}}},
    {R"(cockroach|cockroachdb/cockroach)", "CockroachDB", "data", {8080, 26257}, {{"http", "/health"}}},
    {R"(memcached)", "Memcached", "data", {11211}, {{"tcp", ""}}},
    {R"(etcd)", "etcd", "data", {2379}, {{"http", "/health"}}},
    {R"(consul)", "Consul", "data", {8500}, {{"http", "/v1/status/leader"}}},
    {R"(zookeeper|cp-zookeeper)", "ZooKeeper", "data", {2181}, {{"tcp", ""}}},
    {R"(cp-schema-registry|schema-registry)", "Schema Registry", "data", {8081}, {{"http", "/subjects"}}},
    {R"(kafka-ui|akhq|kafdrop|control-center|cp-enterprise-control-center)", "Kafka console", "tools", {8080, 9000, 9021}, {{"http", "/"}}},
    {R"(kafka|cp-kafka|cp-server|kafka-native|redpanda)", "Kafka", "data", {9092, 29092, 9094}, {{"tcp", ""}}},
    {R"(rabbitmq)", "RabbitMQ", "data", {5672, 15672}, {{"tcp", ""}}},
    {R"(nats|nats-streaming)", "NATS", "data", {8222, 4222}, {{"http", "/healthz"}}},
    {R"(mosquitto|eclipse-mosquitto|emqx|hivemq.*)", "MQTT broker", "data", {1883}, {{"tcp", ""}}},
    {R"(activemq(-artemis|-classic)?)", "ActiveMQ", "data", {61616, 8161}, {{"tcp", ""}}},
    {R"(pulsar)", "Pulsar", "data", {6650, 8080}, {{"tcp", ""}}},
    {R"(minio)", "MinIO", "data", {9000}, {{"minio", ""}, {"http", "/minio/health/live"}}},
    {R"(elasticsearch)", "Elasticsearch", "data", {9200}, {{"elasticsearch", ""}, {"http", "/"}}},
    {R"(opensearch)", "OpenSearch", "data", {9200}, {{"elasticsearch", ""}, {"http", "/"}}},
    {R"(kibana)", "Kibana", "observability", {5601}, {{"http", "/api/status"}}},
    {R"(opensearch-dashboards)", "OpenSearch Dashboards", "observability", {5601}, {{"http", "/api/status"}}},
    {R"(logstash)", "Logstash", "observability", {9600}, {{"http", "/"}}},
    {R"(filebeat|metricbeat|heartbeat|fluent-bit|fluentd)", "Log shipper", "observability", {24224}, {{"tcp", ""}}},
    {R"(meilisearch)", "Meilisearch", "data", {7700}, {{"http", "/health"}}},
    {R"(typesense)", "Typesense", "data", {8108}, {{"http", "/health"}}},
    {R"(qdrant)", "Qdrant", "data", {6333}, {{"http", "/readyz"}}},
    {R"(weaviate)", "Weaviate", "data", {8080}, {{"http", "/v1/.well-known/ready"}}},
    {R"(milvus)", "Milvus", "data", {9091, 19530}, {{"http", "/healthz"}}},
    {R"(chroma)", "Chroma", "data", {8000}, {{"http", "/"}}},
    {R"(solr)", "Solr", "data", {8983}, {{"http", "/solr/"}}},
    {R"(prometheus)", "Prometheus", "observability", {9090}, {{"prometheus-server", ""}, {"http", "/-/healthy"}}},
    {R"(alertmanager)", "Alertmanager", "observability", {9093}, {{"alertmanager", ""}, {"http", "/-/healthy"}}},
    {R"(grafana|grafana-oss|grafana-enterprise)", "Grafana", "observability", {3000}, {{"grafana", ""}, {"http", "/api/health"}}},
    {R"(loki)", "Loki", "observability", {3100}, {{"loki", ""}, {"http", "/ready"}}},
    {R"(tempo)", "Tempo", "observability", {3200}, {{"http", "/ready"}}},
    {R"(mimir)", "Mimir", "observability", {8080, 9009}, {{"http", "/ready"}}},
    {R"(promtail)", "Promtail", "observability", {9080}, {{"http", "/ready"}}},
    {R"(alloy)", "Grafana Alloy", "observability", {12345}, {{"http", "/-/ready"}}},
    {R"(all-in-one|jaeger|jaeger-query)", "Jaeger", "observability", {16686}, {{"jaeger", ""}, {"http", "/"}}},
    {R"(zipkin|zipkin-slim)", "Zipkin", "observability", {9411}, {{"http", "/health"}}},
    {R"(opentelemetry-collector.*|otelcol.*)", "OpenTelemetry Collector", "observability", {13133, 4318, 4317}, {{"http", "/"}}},
    {R"(victoria-metrics)", "VictoriaMetrics", "observability", {8428}, {{"http", "/health"}}},
    {R"(thanos)", "Thanos", "observability", {10902}, {{"http", "/-/healthy"}}},
    {R"(vector)", "Vector", "observability", {8686}, {{"http", "/health"}}},
    {R"(netdata)", "Netdata", "observability", {19999}, {{"http", "/api/v1/info"}}},
    {R"(uptime-kuma)", "Uptime Kuma", "observability", {3001}, {{"http", "/"}}},
    {R"(graphite-statsd|graphite)", "Graphite", "observability", {80, 8125}, {{"http", "/"}}},
    {R"(telegraf)", "Telegraf", "observability", {8125}, {{"tcp", ""}}},
    {R"(traefik)", "Traefik", "edge", {80, 8080, 443}, {{"http", "/"}}},
    {R"(caddy)", "Caddy", "edge", {80, 443}, {{"http", "/"}}},
    {R"(haproxy)", "HAProxy", "edge", {80, 8404, 443}, {{"http", "/"}}},
    {R"(nginx-proxy-manager)", "Nginx Proxy Manager", "edge", {81, 80}, {{"http", "/"}}},
    {R"(nginx|nginx-unprivileged|openresty|nginx-proxy|swag|angie|jwilder/nginx-proxy)", "nginx", "edge", {80, 8080, 443}, {{"http", "/"}}},
    {R"(httpd|apache|apache2)", "Apache httpd", "edge", {80, 8080, 443}, {{"http", "/"}}},
    {R"(envoy(-dev|-distroless)?)", "Envoy", "edge", {10000, 8080, 9901}, {{"http", "/"}}},
    {R"(kong(-gateway)?)", "Kong", "edge", {8000, 8001}, {{"http", "/"}}},
    {R"(varnish)", "Varnish", "edge", {80}, {{"http", "/"}}},
    {R"(cloudflared|ngrok|tailscale|wireguard|frpc)", "Tunnel", "edge", {}, {{"tcp", ""}}},
    {R"(certbot|acme-companion|letsencrypt-nginx-proxy-companion)", "Certificates", "tools", {}, {{"tcp", ""}}},
    {R"(oauth2-proxy)", "OAuth2 Proxy", "edge", {4180}, {{"http", "/ping"}}},
    {R"(keycloak)", "Keycloak", "app", {8080}, {{"http", "/"}}},
    {R"(vault)", "Vault", "data", {8200}, {{"http", "/v1/sys/health"}}},
    {R"(authelia)", "Authelia", "app", {9091}, {{"http", "/api/health"}}},
    {R"(authentik/server|goauthentik/server)", "authentik", "app", {9000}, {{"http", "/-/health/ready/"}}},
    {R"(zitadel)", "Zitadel", "app", {8080}, {{"http", "/debug/ready"}}},
    {R"(dex)", "Dex", "app", {5556}, {{"http", "/"}}},
    {R"(openldap|389ds|lldap)", "LDAP", "data", {389, 1389, 3890}, {{"tcp", ""}}},
    {R"(mailhog)", "MailHog", "tools", {8025, 1025}, {{"http", "/"}}},
    {R"(mailpit)", "Mailpit", "tools", {8025, 1025}, {{"http", "/livez"}}},
    {R"(mailcatcher|maildev|smtp4dev)", "Mail catcher", "tools", {1080, 80, 1025}, {{"http", "/"}}},
    {R"(postfix|smtp|exim4|docker-mailserver|boky/postfix)", "SMTP server", "data", {25, 587}, {{"smtp", ""}, {"tcp", ""}}},
    {R"(wordpress)", "WordPress", "app", {80}, {{"http", "/"}}},
    {R"(nextcloud)", "Nextcloud", "app", {80}, {{"http", "/status.php"}}},
    {R"(ghost)", "Ghost", "app", {2368}, {{"http", "/"}}},
    {R"(drupal|joomla|mediawiki|matomo|moodle|prestashop|magento)", "PHP site", "app", {80, 8080}, {{"http", "/"}}},
    {R"(gitea|forgejo)", "Gitea", "app", {3000}, {{"http", "/api/healthz"}}},
    {R"(gitlab-ce|gitlab-ee)", "GitLab", "app", {80}, {{"http", "/"}}},
    {R"(jenkins)", "Jenkins", "app", {8080}, {{"http", "/login"}}},
    {R"(sonarqube)", "SonarQube", "app", {9000}, {{"http", "/api/system/status"}}},
    {R"(nexus3?|nexus)", "Nexus", "app", {8081}, {{"http", "/service/rest/v1/status"}}},
    {R"(registry)", "Docker registry", "data", {5000}, {{"http", "/v2/"}}},
    {R"(portainer(-ce|-ee)?)", "Portainer", "tools", {9000}, {{"http", "/api/status"}}},
    {R"(n8n)", "n8n", "app", {5678}, {{"http", "/healthz"}}},
    {R"(metabase)", "Metabase", "app", {3000}, {{"http", "/api/health"}}},
    {R"(superset)", "Superset", "app", {8088}, {{"http", "/health"}}},
    {R"(airflow)", "Airflow", "app", {8080}, {{"http", "/health"}}},
    {R"(flower)", "Flower", "tools", {5555}, {{"http", "/"}}},
    {R"(directus)", "Directus", "app", {8055}, {{"http", "/server/health"}}},
    {R"(graphql-engine)", "Hasura", "app", {8080}, {{"http", "/healthz"}}},
    {R"(postgrest)", "PostgREST", "app", {3000}, {{"http", "/"}}},
    {R"(strapi)", "Strapi", "app", {1337}, {{"http", "/"}}},
    {R"(vaultwarden(/server)?|bitwardenrs/server)", "Vaultwarden", "app", {80}, {{"http", "/alive"}}},
    {R"(synapse)", "Synapse", "app", {8008}, {{"http", "/health"}}},
    {R"(home-assistant|homeassistant)", "Home Assistant", "app", {8123}, {{"http", "/"}}},
    {R"(ollama)", "Ollama", "app", {11434}, {{"http", "/"}}},
    {R"(localstack(-pro)?)", "LocalStack", "tools", {4566}, {{"http", "/_localstack/health"}}},
    {R"(selenium/hub|selenium/standalone-.*)", "Selenium", "tools", {4444}, {{"http", "/status"}}},
    {R"(sonarr)", "Sonarr", "app", {8989}, {{"http", "/ping"}}},
    {R"(radarr)", "Radarr", "app", {7878}, {{"http", "/ping"}}},
    {R"(lidarr)", "Lidarr", "app", {8686}, {{"http", "/ping"}}},
    {R"(readarr)", "Readarr", "app", {8787}, {{"http", "/ping"}}},
    {R"(prowlarr)", "Prowlarr", "app", {9696}, {{"http", "/ping"}}},
    {R"(bazarr)", "Bazarr", "app", {6767}, {{"http", "/"}}},
    {R"(jackett)", "Jackett", "app", {9117}, {{"http", "/"}}},
    {R"(flaresolverr)", "FlareSolverr", "app", {8191}, {{"http", "/health"}}},
    {R"(transmission)", "Transmission", "app", {9091}, {{"http", "/"}}},
    {R"(qbittorrent)", "qBittorrent", "app", {8080}, {{"http", "/"}}},
    {R"(jellyfin)", "Jellyfin", "app", {8096}, {{"http", "/health"}}},
    {R"(embyserver|emby)", "Emby", "app", {8096}, {{"http", "/"}}},
    {R"(plex|pms-docker)", "Plex", "app", {32400}, {{"http", "/identity"}}},
    {R"(syncthing)", "Syncthing", "app", {8384}, {{"http", "/rest/noauth/health"}}},
    {R"(photoprism)", "PhotoPrism", "app", {2342}, {{"http", "/api/v1/status"}}},
    {R"(immich-server)", "Immich", "app", {2283, 3001}, {{"http", "/api/server/ping"}}},
    {R"(immich-machine-learning)", "Immich machine learning", "app", {3003}, {{"http", "/ping"}}},
    {R"(paperless-ngx)", "Paperless-ngx", "app", {8000}, {{"http", "/"}}},
    {R"(gotenberg)", "Gotenberg", "app", {3000}, {{"http", "/health"}}},
    {R"(tika)", "Apache Tika", "app", {9998}, {{"http", "/version"}}},
    {R"(pihole)", "Pi-hole", "app", {80}, {{"http", "/admin/"}}},
    {R"(adguardhome)", "AdGuard Home", "app", {3000, 80}, {{"http", "/"}}},
    {R"(umami)", "Umami", "app", {3000}, {{"http", "/api/heartbeat"}}},
    {R"(plausible/community-edition|plausible/analytics|community-edition)", "Plausible", "app", {8000}, {{"http", "/api/health"}}},
    {R"(netbox)", "NetBox", "app", {8080}, {{"http", "/login/"}}},
    {R"(bookstack)", "BookStack", "app", {80, 8080}, {{"http", "/status"}}},
    {R"(wiki|wikijs)", "Wiki.js", "app", {3000}, {{"http", "/healthz"}}},
    {R"(outline)", "Outline", "app", {3000}, {{"http", "/_health"}}},
    {R"(mattermost-(team|enterprise)-edition)", "Mattermost", "app", {8065}, {{"http", "/api/v4/system/ping"}}},
    {R"(rocket\.chat)", "Rocket.Chat", "app", {3000}, {{"http", "/api/info"}}},
    {R"(open-webui)", "Open WebUI", "app", {8080}, {{"http", "/health"}}},
    {R"(langfuse)", "Langfuse", "app", {3000}, {{"http", "/api/public/health"}}},
    {R"(langfuse-worker)", "Langfuse worker", "worker", {3030}, {{"http", "/api/health"}}},
    {R"(dify-api)", "Dify", "app", {5001}, {{"http", "/health"}}},
    {R"(mastodon)", "Mastodon", "app", {3000}, {{"http", "/health"}}},
    {R"(mastodon-streaming)", "Mastodon streaming", "app", {4000}, {{"http", "/api/v1/streaming/health"}}},
    {R"(sentry|sentry-self-hosted-local)", "Sentry", "app", {9000}, {{"http", "/_health/"}}},
    {R"(snuba|snuba-self-hosted-local)", "Snuba", "worker", {1218}, {{"tcp", ""}}},
    {R"(symbolicator)", "Symbolicator", "app", {3021}, {{"http", "/healthcheck"}}},
    {R"(gotrue)", "Supabase Auth", "app", {9999}, {{"http", "/health"}}},
    {R"(storage-api)", "Supabase Storage", "app", {5000}, {{"http", "/status"}}},
    {R"(postgres-meta)", "postgres-meta", "app", {8080}, {{"http", "/health"}}},
    {R"(logflare)", "Logflare", "observability", {4000}, {{"http", "/health"}}},
    {R"(supabase/studio)", "Supabase Studio", "tools", {3000}, {{"http", "/"}}},
    {R"(supavisor)", "Supavisor", "data", {6543, 5432, 4000}, {{"tcp", ""}}},
    {R"(imgproxy)", "imgproxy", "app", {8080, 5001}, {{"http", "/health"}}},
    {R"(zabbix-server-.*)", "Zabbix server", "observability", {10051}, {{"tcp", ""}}},
    {R"(zabbix-proxy-.*)", "Zabbix proxy", "observability", {10051}, {{"tcp", ""}}},
    {R"(zabbix-web-(nginx|apache)-.*)", "Zabbix web", "observability", {8080, 8443}, {{"http", "/ping"}, {"http", "/"}}},
    {R"(zabbix-(agent2?|java-gateway|snmptraps|web-service))", "Zabbix", "observability", {10050, 10052, 1162, 10053}, {{"tcp", ""}}},
    {R"(flink)", "Apache Flink", "app", {8081}, {{"http", "/overview"}}},
    {R"((cp-)?ksqldb-server|ksqldb-server)", "ksqlDB", "app", {8088}, {{"http", "/info"}}},
    {R"((cp-)?kafka-connect(-base)?|cp-server-connect.*|connect|cp-enterprise-replicator)", "Kafka Connect", "app", {8083}, {{"http", "/connectors"}}},
    {R"((cp-)?kafka-rest)", "Kafka REST proxy", "app", {8082}, {{"http", "/"}}},
    {R"(azurite)", "Azurite", "data", {10000}, {{"tcp", ""}}},
    {R"(seaweedfs)", "SeaweedFS", "data", {9333, 8333}, {{"http", "/"}}},
    {R"(pyroscope)", "Pyroscope", "observability", {4040}, {{"http", "/ready"}}},
    {R"(unbound|bind9?|coredns|knot|technitium.*|dns-server|pdns-.*)", "DNS server", "data", {5380, 53}, {{"tcp", ""}}},
    {R"(dovecot|greenmail|standalone)", "Mail store", "data", {143, 993, 3143}, {{"tcp", ""}}},
    {R"(clamav|clamd)", "ClamAV", "data", {3310}, {{"tcp", ""}}},
    {R"(rspamd)", "Rspamd", "data", {11334, 11332}, {{"tcp", ""}}},
    {R"(guacd)", "guacd", "data", {4822}, {{"tcp", ""}}},
    {R"(guacamole)", "Guacamole", "app", {8080}, {{"http", "/guacamole/"}}},
    {R"(crowdsec)", "CrowdSec", "tools", {8080}, {{"http", "/health"}}},
    {R"(code-server)", "code-server", "tools", {8080, 8443}, {{"http", "/healthz"}}},
    {R"(selenium/node-.*|node-(chrome|firefox|edge))", "Selenium node", "tools", {5555}, {{"tcp", ""}}},
    {R"(minecraft-server)", "Minecraft", "app", {25565}, {{"tcp", ""}}},
    {R"(wg-easy)", "WireGuard", "edge", {51821}, {{"http", "/"}}},
    {R"(node-red)", "Node-RED", "app", {1880}, {{"http", "/"}}},
    {R"(drone)", "Drone", "app", {80}, {{"http", "/healthz"}}},
    {R"(gitlab-runner|act_runner|drone-runner-.*|actions-runner)", "CI runner", "worker", {}, {{"tcp", ""}}},
    {R"(prosody)", "Prosody", "app", {5222, 5280}, {{"tcp", ""}}},
    {R"(jicofo)", "Jitsi Jicofo", "app", {8888}, {{"http", "/about/health"}}},
    {R"(jvb)", "Jitsi Videobridge", "app", {8080}, {{"http", "/about/health"}}},
    {R"(docker-socket-proxy|socket-proxy)", "Docker socket proxy", "tools", {2375}, {{"tcp", ""}}},
    {R"(temporal|auto-setup)", "Temporal", "app", {7233}, {{"tcp", ""}}},
    {R"(temporalio/ui)", "Temporal UI", "tools", {8080}, {{"http", "/"}}},
    {R"(temporalio/admin-tools)", "Temporal admin tools", "tools", {}, {{"tcp", ""}}},
    {R"(gatus)", "Gatus", "observability", {8080}, {{"http", "/health"}}},
    {R"(redpandadata/console|console)", "Redpanda Console", "tools", {8080}, {{"http", "/admin/health"}}},
    {R"(n8nio/runners)", "n8n task runner", "worker", {}, {{"tcp", ""}}},
    {R"(sameersbn/gitlab)", "GitLab", "app", {80}, {{"http", "/"}}},
    {R"(unleash-server)", "Unleash", "app", {4242}, {{"http", "/health"}}},
    {R"(planka)", "Planka", "app", {1337}, {{"http", "/"}}},
    {R"(openproject)", "OpenProject", "app", {8080, 80}, {{"http", "/health_checks/default"}}},
    {R"(firefly-iii/core|fireflyiii/core)", "Firefly III", "app", {8080}, {{"http", "/health"}}},
    {R"(wazuh-(manager|indexer|dashboard))", "Wazuh", "observability", {1514, 9200, 5601}, {{"tcp", ""}}},
    {R"(erpnext|frappe/erpnext)", "ERPNext", "app", {8080, 8000}, {{"http", "/api/method/ping"}}},
    {R"(sftp|openssh-server)", "SSH", "tools", {22, 2222}, {{"tcp", ""}}},
    {R"(registry-ui|docker-registry-ui|watchtower|autoheal|dockge|ofelia)", "Container tool", "tools", {80, 8080}, {{"tcp", ""}}},
    {R"(busybox|alpine|debian|ubuntu|curl|bash|hello-world)", "Plain image", "app", {}, {{"tcp", ""}}},
    {R"(python)", "Python", "app", {8000, 5000}, {{"http", "/"}}},
    {R"(node|bun|deno)", "Node.js", "app", {3000, 8080}, {{"http", "/"}}},
    {R"(golang|go)", "Go", "app", {8080}, {{"http", "/"}}},
    {R"(openjdk|eclipse-temurin|amazoncorretto|maven|gradle|tomcat|jetty|wildfly)", "Java", "app", {8080}, {{"http", "/"}}},
    {R"(ruby|rails)", "Ruby", "app", {3000}, {{"http", "/"}}},
    {R"(php|php-fpm|frankenphp)", "PHP", "app", {9000, 80}, {{"tcp", ""}}},
    {R"(dotnet/.*|aspnet|dotnet)", ".NET", "app", {8080, 80}, {{"http", "/"}}},
};

const CommandRow kCommands[] = {
    {R"(\bcelery\b.*\bbeat\b)", "Celery beat", "worker", {}, false},
    {R"(\bcelery\b.*\bflower\b)", "Flower", "tools", {5555}, true},
    {R"(\bcelery\b)", "Celery", "worker", {}, false},
    {R"(\b(sidekiq|resque|delayed_job|queue:work|rq worker|dramatiq|arq|huey_consumer)\b)", "Worker", "worker", {}, false},
    {R"(\bmanage\.py\s+runserver\b)", "Django", "app", {8000}, true},
    {R"(\buvicorn\b)", "Uvicorn", "app", {8000}, true},
    {R"(\b(gunicorn|hypercorn|daphne|waitress-serve|granian)\b)", "Python", "app", {8000}, true},
    {R"(\bflask\b)", "Flask", "app", {5000}, true},
    {R"(\bstreamlit\b)", "Streamlit", "app", {8501}, true},
    {R"(\bnext\b)", "Next.js", "app", {3000}, true},
    {R"(\bvite\b)", "Vite", "app", {5173}, true},
    {R"(\b(npm|yarn|pnpm|bun)\b.*\b(start|dev|serve|preview)\b)", "Node.js", "app", {3000}, true},
    {R"(\bnode\b)", "Node.js", "app", {3000}, true},
    {R"(\b(rails|puma|unicorn)\b)", "Ruby", "app", {3000}, true},
    {R"(\bphp\s+artisan\s+serve\b)", "Laravel", "app", {8000}, true},
    {R"(\bphp-fpm\b)", "PHP", "app", {9000}, false},
    {R"(\bjava\b)", "Java", "app", {8080}, true},
    {R"(\bdotnet\b)", ".NET", "app", {8080}, true},
    {R"(\bpgbouncer\b)", "PgBouncer", "data", {6432, 5432}, false},
    {R"(\bredis-server\b)", "Redis", "data", {6379}, false},
};
struct VariableRow
{
    const char *names;
    const char *title;
    quint16 ports[2];
};

const VariableRow kVariables[] = {
    {R"(NEXT_PUBLIC_.*|NEXTAUTH_.*|NEXT_TELEMETRY_DISABLED)", "Next.js", {3000}},
    {R"(NUXT_.*)", "Nuxt", {3000}},
    {R"(REACT_APP_.*)", "React", {3000, 80}},
    {R"(VITE_.*)", "Vite", {5173, 80}},
    {R"(DJANGO_.*)", "Django", {8000}},
    {R"(FLASK_.*)", "Flask", {5000}},
    {R"(RAILS_.*)", "Ruby on Rails", {3000}},
    {R"(SPRING_.*)", "Spring Boot", {8080}},
    {R"(ASPNETCORE_.*)", "ASP.NET Core", {8080, 80}},
};
// clang-format on

template <typename Ports>
QList<quint16> listOf(const Ports &ports)
{
    QList<quint16> list;
    for (const quint16 port : ports) {
        if (port != 0)
            list.append(port);
    }
    return list;
}

} // namespace

const QList<Technology> &technologies()
{
    static const QList<Technology> all = [] {
        QList<Technology> list;
        for (const TechnologyRow &row : kTechnologies) {
            Technology technology{QLatin1String(row.images),
                                  QString::fromUtf8(row.title),
                                  QLatin1String(row.layer),
                                  listOf(row.ports),
                                  {}};
            for (const WayRow &way : row.ways) {
                if (way.kind != nullptr)
                    technology.ways.append({QLatin1String(way.kind), QLatin1String(way.path)});
            }
            list.append(technology);
        }
        return list;
    }();
    return all;
}

const QList<CommandHint> &commandHints()
{
    static const QList<CommandHint> all = [] {
        QList<CommandHint> list;
        for (const CommandRow &row : kCommands)
            list.append({QLatin1String(row.words), QString::fromUtf8(row.title),
                         QLatin1String(row.layer), listOf(row.ports), row.isHttp});
        return list;
    }();
    return all;
}

const QList<VariableHint> &variableHints()
{
    static const QList<VariableHint> all = [] {
        QList<VariableHint> list;
        for (const VariableRow &row : kVariables)
            list.append(
                {QLatin1String(row.names), QString::fromUtf8(row.title), listOf(row.ports)});
        return list;
    }();
    return all;
}

QStringList technologyLayers()
{
    return {QStringLiteral("edge"), QStringLiteral("app"),           QStringLiteral("worker"),
            QStringLiteral("data"), QStringLiteral("observability"), QStringLiteral("tools")};
}

} // namespace opsdeck
