using System.Text.Json;
using MlOpsDashboard.Core.Tasks.ObjectDetection;

namespace MlOpsDashboard.Workers.Engine.Tasks.ObjectDetection.Formats;

/// <summary>COCO's JSON of boxes as it is written here: ids from 1, pictures and categories in their order.</summary>
internal static class CocoJson
{
    /// <param name="pictures">The name of each one's file, and what is in it.</param>
    /// <param name="names">Of the classes.</param>
    /// <param name="withDifficult">Whether annotations have the extra key <c>difficult</c>.</param>
    public static void Write(
        Utf8JsonWriter json,
        IReadOnlyList<(string File, PictureObjects Objects)> pictures,
        IReadOnlyList<string> names,
        bool withDifficult
    )
    {
        json.WriteStartObject();
        List(
            json,
            "images",
            pictures.Count,
            i =>
            {
                json.WriteNumber("id", i + 1);
                json.WriteString("file_name", pictures[i].File);
                json.WriteNumber("width", pictures[i].Objects.Width);
                json.WriteNumber("height", pictures[i].Objects.Height);
            }
        );
        var boxes = pictures.SelectMany((picture, i) => picture.Objects.Objects.Select(found => (Picture: i, Found: found))).ToArray();
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
                if (withDifficult)
                {
                    json.WriteNumber("difficult", found.IsDifficult ? 1 : 0);
                }
            }
        );
        List(
            json,
            "categories",
            names.Count,
            i =>
            {
                json.WriteNumber("id", i + 1);
                json.WriteString("name", names[i]);
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
