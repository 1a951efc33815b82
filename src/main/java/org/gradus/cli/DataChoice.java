package org.gradus.cli;

import java.nio.file.Path;
import org.gradus.data.CsvLoader;
import org.gradus.data.DataSplit;
import org.gradus.data.Digits;
import org.gradus.data.ImageFolder;
import org.gradus.data.Mnist;
import org.gradus.data.NpzLoader;
import org.jspecify.annotations.Nullable;

/** The data sets the command line can name. */
final class DataChoice {
  private DataChoice() {}

  /** Loads the data of the settings: whole, or as much of it as they allow. */
  static DataSplit load(TrainSettings settings) {
    Integer limit = settings.limit();
    return switch (settings.data()) {
      case "digits" -> digits(limit);
      case "mnist" -> limited(mnist(Mnist.Variant.DIGITS, settings.dataDirectory()), limit);
      case "fashion" -> limited(mnist(Mnist.Variant.FASHION, settings.dataDirectory()), limit);
      default -> limited(named(settings), limit);
    };
  }

  // Drawing fewer digits gives the first ones of the whole set, sooner.
  private static DataSplit digits(@Nullable Integer limit) {
    return limit == null
        ? Digits.load()
        : Digits.load(Digits.SEED, Math.min(limit, Digits.TRAIN), Math.min(limit, Digits.TEST));
  }

  private static DataSplit mnist(Mnist.Variant variant, @Nullable Path directory) {
    return directory == null ? Mnist.load(variant) : Mnist.read(variant, directory);
  }

  private static DataSplit named(TrainSettings settings) {
    Path csv = settings.csvFile();
    if (csv != null) {
      return CsvLoader.load(csv, settings.seed());
    }
    Path npz = settings.npzFile();
    if (npz != null) {
      return NpzLoader.load(npz, settings.seed());
    }
    Path images = settings.imageFolder();
    if (images != null) {
      DataSettings how = settings.dataSettings();
      return new ImageFolder(images, how.colours(), how.imageSize()).load(settings.seed());
    }
    throw new IllegalStateException("no data " + settings.data());
  }

  private static DataSplit limited(DataSplit whole, @Nullable Integer limit) {
    return limit == null ? whole : whole.limit(limit);
  }
}
