#!/bin/sh
# Installs an unpacked bundle on a server without network and without containers; run again, it replaces the program and keeps
# the data and settings. Usage, as root: ./install.sh
set -eu
cd "$(dirname "$0")/.."
target=${LIXIA_PREFIX:-/opt/lixia-flow}
settings=${LIXIA_SETTINGS:-/etc/lixia-flow}
data=${LIXIA_DATA:-/var/lib/lixia-flow}

[ "$(id -u)" = 0 ] || { echo '请以 root 运行：sudo ./deploy/install.sh' >&2; exit 1; }
[ "$(uname -s)-$(uname -m)" = "$(cat BUNDLE_FOR)" ] || { echo "此安装包适用于 $(cat BUNDLE_FOR)，本机为 $(uname -s)-$(uname -m)。" >&2; exit 1; }
echo '正在核对安装包'
sha256sum --quiet --check SHA256SUMS || { echo '安装包已损坏，请重新复制后再试。' >&2; exit 1; }

getent passwd lixia >/dev/null || useradd --system --home-dir "$data" --shell /usr/sbin/nologin lixia
install -d -m 700 -o lixia -g lixia "$data"
install -d -m 750 -o root -g lixia "$settings"
if [ ! -f "$settings/lixia.env" ]; then
  random() { od -An -N32 -tx1 /dev/urandom | tr -d ' \n'; }
  password=$(random)
  ( umask 077; cat > "$settings/lixia.env" <<ENV
NODE_ENV=production
DATA_DIR=$data
DATABASE_PASSWORD=$password
DATABASE_URL=postgresql://lixia:$password@127.0.0.1:5432/lixia_flow
RECORDS_PASSWORD=$(random)
SESSION_SECRET=$(random)
ENV
  )
fi

echo "正在安装到 $target"
rm -rf "$target.new"
mkdir -p "$target.new"
cp -a . "$target.new/"
chown -R root:root "$target.new"
rm -rf "$target.old"
[ ! -d "$target" ] || mv "$target" "$target.old"
mv "$target.new" "$target"
rm -rf "$target.old"

if command -v systemctl >/dev/null && [ -d /run/systemd/system ]; then
  cp "$target"/deploy/systemd/*.service /etc/systemd/system/
  systemctl daemon-reload
  systemctl enable lixia-postgres lixia-engine lixia-app
  systemctl restart lixia-postgres lixia-engine lixia-app
  echo '已启动。状态：systemctl status lixia-app；页面：http://127.0.0.1:3000'
else
  echo "已安装。本机没有运行 systemd，请按 $target/deploy/systemd 中的命令启动三个服务。"
fi
echo "第一个账号：cd $target && set -a && . $settings/lixia.env && .cache/node/bin/node dist/scripts/account.js <用户名> <姓名> <岗位>"
