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
            archive.Put($"annotations/instances_{part.Key}.json", stream => Write(stream, files, names, [.. part]));
        }
        foreach (var i in rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            archive.PutFile($"images/{names[i]}", files.FullPath(i));
        }
    }

    private static void Write(Stream stream, LabelledFiles files, IReadOnlyList<string> names, IReadOnlyList<int> rows)
    {
        var pictures = rows.Select(i => ObjectRow.Read(files.Files[i].TargetNumbers, files.ClassNames.Count)).ToArray();
        using var json = new Utf8JsonWriter(stream, Options);
        json.WriteStartObject();
        List(
            json,
            "images",
            rows.Count,
            i =>
            {
                json.WriteNumber("id", i + 1);
                json.WriteString("file_name", names[rows[i]]);
                json.WriteNumber("width", pictures[i].Width);
                json.WriteNumber("height", pictures[i].Height);
            }
        );
        var boxes = pictures.SelectMany((picture, i) => picture.Objects.Select(found => (Picture: i, Found: found))).ToArray();
        List(
            json,
            "annotations",
            boxes.Length,
            i =>
            {
                var (picture, found) = boxes[i];
                json.WriteNumber("id", i + 1);
                json.WriteNumber("image_id", picture + 1);
                json.WriteNumber("category_id", found.Class + 1);
                json.WriteStartArray("bbox");
                json.WriteNumberValue(found.Box.X1);
                json.WriteNumberValue(found.Box.Y1);
                json.WriteNumberValue(found.Box.Width);
                json.WriteNumberValue(found.Box.Height);
                json.WriteEndArray();
                json.WriteNumber("area", found.Area);
                json.WriteNumber("iscrowd", found.IsCrowd ? 1 : 0);
                json.WriteNumber("difficult", found.IsDifficult ? 1 : 0);
            }
        );
        List(
            json,
            "categories",
            files.ClassNames.Count,
            i =>
            {
                json.WriteNumber("id", i + 1);
                json.WriteString("name", files.ClassNames[i]);
            }
        );
        json.WriteEndObject();
    }

    private static void List(Utf8JsonWriter json, string name, int count, Action<int> write)
    {
        json.WriteStartArray(name);
        for (var i = 0; i < count; i++)
        {
            json.WriteStartObject();
            write(i);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
