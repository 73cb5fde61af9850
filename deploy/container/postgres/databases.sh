#!/bin/sh
# Runs once, when the database is made: one user and one database for each, who see only their own.
set -eu
for name in kring synapse; do
  password=$(cat "/run/secrets/${name}_database")
  psql -v ON_ERROR_STOP=1 -U postgres -v name="$name" -v password="$password" <<'SQL'
CREATE USER :"name" WITH PASSWORD :'password';
CREATE DATABASE :"name" OWNER :"name" ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0;
REVOKE CONNECT ON DATABASE :"name" FROM PUBLIC;
SQL
done
