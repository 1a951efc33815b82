package org.gradus.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.gradus.io.DataException;
import org.gradus.op.Shape;

/**
 * Reads a table of numeric features and a class label from a CSV file (RFC 4180, UTF-8).
 *
 * <ul>
 *   <li>The first line is a header if a cell of it is {@code label}, or if none of its feature
 *       cells is a number.
 *   <li>The label is the column {@code label}, else the last one.
 *   <li>Labels are whole numbers 0..C-1, each of which occurs, or names; names become numbers in
 *       sorted order.
 *   <li>Features are finite decimal numbers, kept as floats.
 * </ul>
 *
 * <p>Errors name file, line (as an editor counts) and column (from 1, and by its header).
 */
public final class CsvLoader {
  /** The share of lines that {@link #load} keeps for testing. */
  public static final double TEST_FRACTION = 0.2;

  private CsvLoader() {}

  /**
   * Reads a file and divides its lines at random: 80 % for training, 20 % for testing.
   *
   * @param seed of the division: the same seed gives the same parts
   * @throws DataException as {@link #read}
   */
  public static DataSplit load(Path file, long seed) {
    return read(file).split(TEST_FRACTION, seed);
  }

  /**
   * Reads a whole file in its order.
   *
   * @throws DataException if the file cannot be read, a line has more or fewer cells than the
   *     first, a feature is no number, a label is out of range, or there is nothing to learn from
   */
  @SuppressWarnings("removal") // lets CsvTable count cells; what shall replace it is not there yet
  public static Dataset read(Path file) {
    try (CsvReader<CsvRecord> lines =
        CsvReader.builder()
            .detectBomHeader(true)
            .allowExtraFields(true)
            .allowMissingFields(true)
            .ofCsvRecord(file)) {
      CsvTable table = null;
      for (CsvRecord line : lines) {
        if (table == null) {
          table = CsvTable.begin(file, line.getFields());
          if (table.hasHeader()) {
            continue;
          }
        }
        table.add(line.getStartingLineNumber(), line.getFields());
      }
      if (table == null || table.size() == 0) {
        throw new DataException(file + ": holds no lines of data");
      }
      return dataset(file, table);
    } catch (CsvParseException e) {
      throw new DataException(file + ": " + e.getMessage(), e);
    } catch (UncheckedIOException e) {
      IOException cause = e.getCause();
      throw DataException.failed("read", file, cause == null ? new IOException(e) : cause);
    } catch (IOException e) {
      throw DataException.failed("read", file, e);
    }
  }

  private static Dataset dataset(Path file, CsvTable table) {
    CsvLabels labels = table.labels();
    List<String> names = labels.classNames();
    return Dataset.ofFloats(
        file.toString(), table.features(), Shape.of(table.columns()), labels.numbers(names), names);
  }
}
