-- AlterTable
CREATE SEQUENCE a_id_seq;
CREATE SEQUENCE a_n_seq;
ALTER TABLE "A" ALTER COLUMN "id" SET DEFAULT nextval('a_id_seq'),
ALTER COLUMN "n" SET DEFAULT nextval('a_n_seq');
ALTER SEQUENCE a_id_seq OWNED BY "A"."id";
ALTER SEQUENCE a_n_seq OWNED BY "A"."n";
