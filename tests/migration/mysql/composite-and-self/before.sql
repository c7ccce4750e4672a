CREATE TABLE `eltern ````teil` (
    `a` INTEGER NOT NULL,
    `b` INTEGER NOT NULL,
    PRIMARY KEY (`a`, `b`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
CREATE TABLE `kinder` (
    `id` INTEGER NOT NULL,
    `x` INTEGER NULL,
    `y` INTEGER NULL,
    `über` INTEGER NULL,
    UNIQUE INDEX `kinder_über_key`(`über`),
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
ALTER TABLE `kinder` ADD CONSTRAINT `kinder_x_y_fkey` FOREIGN KEY (`x`, `y`) REFERENCES `eltern ````teil`(`a`, `b`) ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE `kinder` ADD CONSTRAINT `kinder_über_fkey` FOREIGN KEY (`über`) REFERENCES `kinder`(`id`) ON DELETE NO ACTION ON UPDATE NO ACTION;
