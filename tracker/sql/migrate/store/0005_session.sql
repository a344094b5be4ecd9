-- Sessions are in people.db now (people/0002_session.sql). Those of before are not carried over:
-- whoever was signed in during the update signs in once more.
DROP TABLE session;
