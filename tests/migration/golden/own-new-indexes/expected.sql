-- DropTable
DROP TABLE "Z";

-- CreateTable
CREATE TABLE "A" (
    "id" INTEGER NOT NULL,
    "a" TEXT NOT NULL,
    "j" JSONB NOT NULL,
    "k" JSONB NOT NULL,
    "ar" INTEGER[],
    "p" point,
    "x" VARCHAR(20),
    "y" TIMESTAMPTZ(6) NOT NULL,
    "z" DECIMAL(10,2) NOT NULL,
    "c" CHAR NOT NULL,
    "v" VARCHAR NOT NULL,
    "t" TIMESTAMP NOT NULL,
    "o" OID NOT NULL,
    "bi" BIT(3) NOT NULL,
    "in" INET NOT NULL,
    "vb" VARBIT NOT NULL,
    "sm" SMALLSERIAL NOT NULL,
    "fl" REAL NOT NULL,
    "mo" MONEY NOT NULL,
    "d2" DECIMAL NOT NULL,

    CONSTRAINT "foo" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "A_a_key" ON "A"("a" ASC);

-- CreateIndex
CREATE INDEX "A_j_idx" ON "A" USING GIN ("j");

-- CreateIndex
CREATE INDEX "jp" ON "A" USING GIN ("j" jsonb_path_ops);

-- CreateIndex
CREATE INDEX "A_k_idx" ON "A" USING GIN ("k" jsonb_ops);

-- CreateIndex
CREATE INDEX "A_x_idx" ON "A" USING HASH ("x");

-- CreateIndex
CREATE INDEX "A_ar_idx" ON "A" USING GIN ("ar" array_ops);

-- CreateIndex
CREATE INDEX "A_in_idx" ON "A" USING GIST ("in" inet_ops);

-- CreateIndex
CREATE INDEX "b" ON "A" USING BRIN ("x");

-- CreateIndex
CREATE INDEX "A_v_idx" ON "A" USING SPGIST ("v" text_ops);

-- CreateIndex
CREATE INDEX "rx" ON "A"("x" text_pattern_ops DESC);

-- CreateIndex
CREATE UNIQUE INDEX "uu" ON "A"("a", "x" DESC);
