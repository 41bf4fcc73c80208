using System.IO.Compression;
using ExcelDataReader;
using ExcelDataReader.Exceptions;

namespace Insights.Ingest;

/// <summary>Makes files of rows of what holds several: each visible sheet of a workbook (XLSX, XLS), each file of a ZIP archive.</summary>
public static class Unpacking
{
    /// <summary>The most that is unpacked of one import, in bytes: an archive may claim to hold anything.</summary>
    public const long MostBytes = 8L << 30;

    /// <summary>The most files of one archive.</summary>
    public const int MostFiles = 200;

    // The reader of workbooks asks the framework for the code pages of old ones.
    static Unpacking() => System.Text.Encoding.RegisterProvider(System.Text.CodePagesEncodingProvider.Instance);

    private static readonly byte[] Zip = [0x50, 0x4B, 0x03, 0x04], OldWorkbook = [0xD0, 0xCF, 0x11, 0xE0];

    /// <summary>True for what has to be unpacked.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static bool IsNeeded(SourceFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (file.Refused is not null) return false;
        using FileStream stream = TextFile.OpenBytes(file.Path);
        if (!stream.CanSeek) return false;
        Span<byte> start = stackalloc byte[4];
        int length = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        return length == start.Length && (start.SequenceEqual(Zip) || start.SequenceEqual(OldWorkbook));
    }

    /// <summary>The files of rows of some files, in their order. What cannot be unpacked is refused as a file, with a reason.</summary>
    /// <param name="folder">Where they are written; it exists, is empty, and goes with them.</param>
    /// <exception cref="IOException">A file cannot be read, or the folder not written.</exception>
    public static IReadOnlyList<SourceFile> Unpack(IEnumerable<SourceFile> files, string folder, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(files);
        var room = new Room(folder, cancel);
        return [.. files.SelectMany(file => !IsNeeded(file) ? [file] : Of(file, room, inArchive: false))];
    }

    private static IReadOnlyList<SourceFile> Of(SourceFile file, Room room, bool inArchive)
    {
        try
        {
            using FileStream stream = TextFile.OpenBytes(file.Path);
            if (stream.ReadByte() == Zip[0])
            {
                stream.Position = 0;
                using var archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
                if (archive.GetEntry("[Content_Types].xml") is null)
                    return inArchive ? [Refused(file, "This is an archive within an archive; unpack it, and import what it holds.")]
                        : Entries(archive, file, room);
                // What the sheets take when unpacked is said in the archive, and is not believed beyond what is allowed.
                if (archive.Entries.Sum(entry => entry.Length) > MostBytes) throw new TooMuchException();
            }
            stream.Position = 0;
            return Sheets(stream, file, room);
        }
        catch (TooMuchException)
        {
            return [Refused(file, $"It takes more than {MostBytes >> 30} GB when it is unpacked; import its files one by one.")];
        }
        catch (InvalidPasswordException)
        {
            return [Refused(file, "This workbook is protected by a password; save it without one, and import it again.")];
        }
        catch (Exception e) when (e is InvalidDataException or ExcelReaderException or HeaderException or System.Xml.XmlException
            or NotSupportedException or FormatException or IndexOutOfRangeException or ArgumentException or NullReferenceException
            or KeyNotFoundException or OverflowException or EndOfStreamException)
        {
            return [Refused(file, "It looks like a workbook or an archive, and is damaged or cut off; save or download it again.")];
        }
    }

    private static List<SourceFile> Entries(ZipArchive archive, SourceFile file, Room room)
    {
        // What a Mac puts beside each file, and folders, are nobody's rows.
        ZipArchiveEntry[] entries = [.. archive.Entries.Where(entry => entry.Name.Length > 0 && !entry.Name.StartsWith('.')
            && !entry.FullName.StartsWith("__MACOSX/", StringComparison.Ordinal))];
        if (entries.Length == 0) return [Refused(file, "This archive is empty.")];
        if (entries.Length > MostFiles)
            return [Refused(file, $"This archive holds {entries.Length} files, more than {MostFiles}; import them in several steps.")];
        var found = new List<SourceFile>();
        foreach (ZipArchiveEntry entry in entries)
        {
            string path = room.NewPath();
            using (Stream from = entry.Open())
            using (FileStream to = Room.Create(path)) room.Copy(from, to);
            var one = new SourceFile(path, $"{file.Name}/{entry.FullName}");
            if (IsNeeded(one)) found.AddRange(Of(one, room, inArchive: true));
            else found.Add(one);
        }
        return found;
    }

    private static IReadOnlyList<SourceFile> Sheets(FileStream stream, SourceFile file, Room room)
    {
        using IExcelDataReader reader = ExcelReaderFactory.CreateReader(stream, new ExcelReaderConfiguration
        {
            // Of old workbooks that do not say it.
            FallbackEncoding = Encodings.Find("windows-1252"),
            LeaveOpen = true,
        });
        var sheets = new List<(string Name, string Path)>();
        var hidden = new List<string>();
        do
        {
            if (!string.Equals(reader.VisibleState, "visible", StringComparison.OrdinalIgnoreCase))
            {
                if (HasRows(reader, room)) hidden.Add(Spelling.Quoted(reader.Name));
            }
            else if (Sheet(reader, room) is { } path) sheets.Add((reader.Name, path));
        }
        while (reader.NextResult());
        string named = Spelling.Few(hidden, 5, ", ");
        if (sheets.Count == 0)
            return [Refused(file, hidden.Count == 0 ? "This workbook has no rows."
                : $"Only hidden sheets of this workbook have rows: {named}. Show the sheet that is meant, and save.")];
        return [.. sheets.Select((sheet, i) =>
            new SourceFile(sheet.Path, sheets.Count == 1 ? file.Name : $"{file.Name}, {sheet.Name}")
            {
                Typed = true,
                Note = i > 0 || hidden.Count == 0 ? null
                    : $"Hidden sheets of this workbook have rows too and were not read: {named}. Show those that are meant, save, and "
                        + "import it again.",
            })];
    }

    private static bool HasRows(IExcelDataReader reader, Room room)
    {
        for (long row = 0; reader.Read(); row++)
        {
            if ((row & 0xFF) == 0) room.Check(0);
            for (int i = 0; i < reader.FieldCount; i++)
                if (SheetCell.Text(reader, i).Length > 0) return true;
        }
        return false;
    }

    /// <summary>Writes a sheet as CSV; a line for each row, so that lines are the rows' numbers. Null when it has no cell.</summary>
    private static string? Sheet(IExcelDataReader reader, Room room)
    {
        string path = room.NewPath();
        bool said = false;
        using FileStream file = Room.Create(path);
        using var text = new StreamWriter(file, new System.Text.UTF8Encoding(false), 64 * 1024);
        for (long row = 0; reader.Read(); row++)
        {
            if ((row & 0xFF) == 0) room.Check(file.Position);
            for (int i = 0; i < reader.FieldCount; i++)
            {
                if (i > 0) text.Write(',');
                string cell = SheetCell.Text(reader, i);
                if (cell.Length == 0) continue;
                said = true;
                text.Write('"');
                text.Write(cell.Contains('"', StringComparison.Ordinal) ? cell.Replace("\"", "\"\"", StringComparison.Ordinal) : cell);
                text.Write('"');
            }
            text.Write('\n');
        }
        text.Flush();
        room.Take(file.Position);
        return said ? path : null;
    }

    private static SourceFile Refused(SourceFile file, string reason) => file with { Refused = reason };

    /// <summary>The folder that is written to, and how much still may be.</summary>
    private sealed class Room(string folder, CancellationToken cancel)
    {
        private long left = MostBytes;
        private int files;

        public string NewPath() => Path.Combine(folder, $"{++files}");

        public static FileStream Create(string path) => new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 64 * 1024);

        public void Copy(Stream from, FileStream to)
        {
            var block = new byte[64 * 1024];
            for (int got; (got = from.Read(block)) > 0;)
            {
                Take(got);
                to.Write(block, 0, got);
                cancel.ThrowIfCancellationRequested();
            }
        }

        /// <exception cref="TooMuchException">It was more than is allowed.</exception>
        public void Take(long bytes)
        {
            left -= bytes;
            if (left < 0) throw new TooMuchException();
        }

        /// <summary>Looks whether a file that is being written has room.</summary>
        /// <exception cref="TooMuchException">It has none.</exception>
        public void Check(long written)
        {
            cancel.ThrowIfCancellationRequested();
            if (written > left) throw new TooMuchException();
        }
    }

    private sealed class TooMuchException : Exception;
}
