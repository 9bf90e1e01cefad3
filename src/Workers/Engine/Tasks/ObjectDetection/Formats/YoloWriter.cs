using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using MlOpsDashboard.Core.Tasks.ObjectDetection;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Data.Annotations;

namespace MlOpsDashboard.Workers.Engine.Tasks.ObjectDetection.Formats;

/// <summary>YOLO: <c>data.yaml</c>, and the folders <c>images/PART</c> and <c>labels/PART</c>; a picture without objects has an empty file.</summary>
public sealed class YoloWriter : IAnnotationWriter
{
    private static readonly JsonSerializerOptions Quoted = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public string Name => "yolo";

    public string Kind => ObjectDetectionCard.BoxesKind;

    public void Write(LabelledFiles files, ZipArchive archive, CancellationToken cancellationToken)
    {
        var names = ExportNames.Of(files);
        var words = files.Files.Select(file => ExportNames.Word(file.Part)).ToList();
        var yaml = new StringBuilder();
        foreach (var word in new[] { "train", "val", "test" }.Where(words.Contains))
        {
            yaml.Append(CultureInfo.InvariantCulture, $"{word}: images/{word}\n");
        }
        yaml.Append(CultureInfo.InvariantCulture, $"nc: {files.ClassNames.Count}\nnames:\n");
        for (var i = 0; i < files.ClassNames.Count; i++)
        {
            // A text of JSON is one of YAML.
            yaml.Append(CultureInfo.InvariantCulture, $"  {i}: {JsonSerializer.Serialize(files.ClassNames[i], Quoted)}\n");
        }
        archive.PutText("data.yaml", yaml.ToString());
        for (var i = 0; i < names.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            archive.PutText(
                $"labels/{words[i]}/{PictureNames.Stem(names[i])}.txt",
                Lines(ObjectRow.Read(files.Files[i].TargetNumbers, files.ClassNames.Count))
            );
            archive.PutFile($"images/{words[i]}/{names[i]}", files.FullPath(i));
        }
    }

    private static string Lines(PictureObjects picture)
    {
        var text = new StringBuilder();
        foreach (var found in picture.Objects)
        {
            var (width, height) = ((double)picture.Width, (double)picture.Height);
            var (x, y) = ((found.Box.X1 + found.Box.X2) / 2 / width, (found.Box.Y1 + found.Box.Y2) / 2 / height);
            text.Append(CultureInfo.InvariantCulture, $"{found.Class} {x:R} {y:R} {found.Box.Width / width:R} {found.Box.Height / height:R}\n");
        }
        return text.ToString();
    }
}
