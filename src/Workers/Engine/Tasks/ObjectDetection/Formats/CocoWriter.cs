using System.IO.Compression;
using System.Text.Encodings.Web;
using System.Text.Json;
using MlOpsDashboard.Core.Tasks.ObjectDetection;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Data.Annotations;

namespace MlOpsDashboard.Workers.Engine.Tasks.ObjectDetection.Formats;

/// <summary>COCO: <c>annotations/instances_PART.json</c> (<c>instances_default.json</c> without a split) and the folder <c>images</c>. Categories are numbered
/// from 1 in the order of names; <c>difficult</c> is kept as an extra key.</summary>
public sealed class CocoWriter : IAnnotationWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public string Name => "coco";

    public string Kind => ObjectDetectionCard.BoxesKind;

    public void Write(LabelledFiles files, ZipArchive archive, CancellationToken cancellationToken)
    {
        var names = ExportNames.Of(files);
        var isSplit = ExportNames.AreSplit(files);
        var rows = Enumerable.Range(0, files.Files.Count);
        foreach (var part in rows.GroupBy(i => isSplit ? ExportNames.Word(files.Files[i].Part) : "default").OrderBy(part => part.Key, StringComparer.Ordinal))
        {
            (string, PictureObjects)[] pictures = [.. part.Select(i => (names[i], ObjectRow.Read(files.Files[i].TargetNumbers, files.ClassNames.Count)))];
            archive.Put(
                $"annotations/instances_{part.Key}.json",
                stream =>
                {
                    using var json = new Utf8JsonWriter(stream, Options);
                    CocoJson.Write(json, pictures, files.ClassNames, withDifficult: true);
                }
            );
        }
        foreach (var i in rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            archive.PutFile($"images/{names[i]}", files.FullPath(i));
        }
    }
}
