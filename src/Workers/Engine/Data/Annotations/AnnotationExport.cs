using System.IO.Compression;
using System.Text;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Core.Tasks;

namespace MlOpsDashboard.Workers.Engine.Data.Annotations;

/// <summary>A dataset as a zip archive of pictures and annotation files.</summary>
public static class AnnotationExport
{
    private static readonly DateTimeOffset Dated = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Names of all formats.</summary>
    public static IReadOnlyList<string> Formats =>
        [.. ProgramTypes.All<IAnnotationWriter>().Select(writer => writer.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <param name="data">As <see cref="DataSource.Open"/> takes it; with the pictures of the test.</param>
    /// <param name="format">One of <see cref="Formats"/>.</param>
    /// <param name="file">The archive to write; there whole or not at all.</param>
    /// <returns>How many pictures it holds.</returns>
    /// <exception cref="RefusedException">No such format, or none for this kind of data; or the data is not usable.</exception>
    public static int Write(string data, string format, string file, CancellationToken cancellationToken)
    {
        var files = DataSource.All(data);
        var writer =
            ProgramTypes.All<IAnnotationWriter>().FirstOrDefault(writer => writer.Name == format && writer.Kind == files.Kind)
            ?? throw new RefusedException(
                new Refusal(
                    "data.export.format",
                    ("formats", string.Join(", ", Formats)),
                    ("kind", Core.Datasets.DatasetKinds.Said(files.Kind)),
                    ("received", format)
                )
            );
        DurableFile.Write(
            Path.GetFullPath(file),
            stream =>
            {
                using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
                writer.Write(files, archive, cancellationToken);
            }
        );
        return files.Files.Count;
    }

    /// <summary>An entry of text, packed.</summary>
    public static void Put(this ZipArchive archive, string name, Action<Stream> write)
    {
        var entry = archive.CreateEntry(name, CompressionLevel.Optimal);
        entry.LastWriteTime = Dated;
        using var stream = entry.Open();
        write(stream);
    }

    public static void PutText(this ZipArchive archive, string name, string text) => archive.Put(name, stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    /// <summary>A picture as it lies on the disk; it is packed already.</summary>
    public static void PutFile(this ZipArchive archive, string name, string file)
    {
        var entry = archive.CreateEntry(name, CompressionLevel.NoCompression);
        entry.LastWriteTime = Dated;
        using var stream = entry.Open();
        using var bytes = File.OpenRead(file);
        bytes.CopyTo(stream);
    }
}
