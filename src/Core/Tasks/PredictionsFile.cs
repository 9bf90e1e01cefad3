using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using MlOpsDashboard.Core.Storage;

namespace MlOpsDashboard.Core.Tasks;

/// <summary>
/// Predictions as JSON lines: <c>{"format":1,"names":[...],"rows":N,"outputs":"float32" or "float64","loss","epoch","modelFold"}</c>, then a row a line,
/// <c>{"name","target":[...],"output":[...],"weight","fold"}</c>. Numbers read back are those that were written, bit by bit.
/// </summary>
public static class PredictionsFile
{
    public const string FileName = "predictions.jsonl";

    private const int Format = 1;
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes or replaces the file in one step (<see cref="DurableFile"/>).</summary>
    /// <exception cref="RefusedException">A number is not finite; nothing was written.</exception>
    public static void Write(string path, Predictions predictions)
    {
        for (var i = 0; i < predictions.Rows.Count; i++)
            foreach (var value in predictions.Rows[i].Target.Concat(predictions.Rows[i].Output).Append(predictions.Rows[i].Weight ?? 0))
                if (!double.IsFinite(value))
                    throw RowChecks.Refused(predictions, i, RowChecks.Finite, RowChecks.Text(value));
        var isFloat32 = predictions.Rows.All(row => row.Output.All(v => (float)v == v));
        DurableFile.Write(
            path,
            file =>
            {
                var buffer = new ArrayBufferWriter<byte>();
                using var writer = new Utf8JsonWriter(buffer, Compact);
                WriteHeader(writer, predictions, isFloat32);
                Flush();
                foreach (var row in predictions.Rows)
                {
                    WriteRow(writer, row, isFloat32);
                    Flush();
                }

                void Flush()
                {
                    writer.Flush();
                    file.Write(buffer.WrittenSpan);
                    file.WriteByte((byte)'\n');
                    buffer.ResetWrittenCount();
                    writer.Reset();
                }
            }
        );
    }

    /// <summary>All rows.</summary>
    /// <exception cref="RefusedException">The file is damaged, short or none of these.</exception>
    public static Predictions Read(string path)
    {
        using var file = File.OpenRead(path);
        return Read(file, Path.GetFileName(path));
    }

    /// <param name="name">What refusals call it.</param>
    public static Predictions Read(Stream file, string name)
    {
        var reader = new PredictionsReader(file, name);
        var header = reader.Header();
        var rows = reader.Rows(header);
        reader.RequireEnd(header);
        return Of(header, rows);
    }

    private static Predictions Of(PredictionsHeader header, PredictionRow[] rows) =>
        new(header.Names, rows)
        {
            Loss = header.Loss,
            Epoch = header.Epoch,
            ModelFold = header.ModelFold,
        };

    private static void WriteHeader(Utf8JsonWriter writer, Predictions predictions, bool isFloat32)
    {
        writer.WriteStartObject();
        writer.WriteNumber("format", Format);
        writer.WriteStartArray("names");
        foreach (var name in predictions.Names)
            writer.WriteStringValue(name);
        writer.WriteEndArray();
        writer.WriteNumber("rows", predictions.Rows.Count);
        writer.WriteString("outputs", isFloat32 ? "float32" : "float64");
        if (predictions.Loss is { } loss && double.IsFinite(loss))
            writer.WriteNumber("loss", loss);
        if (predictions.Epoch is { } epoch)
            writer.WriteNumber("epoch", epoch);
        if (predictions.ModelFold is { } fold)
            writer.WriteNumber("modelFold", fold);
        writer.WriteEndObject();
    }

    private static void WriteRow(Utf8JsonWriter writer, PredictionRow row, bool isFloat32)
    {
        writer.WriteStartObject();
        writer.WriteString("name", row.Name);
        writer.WriteStartArray("target");
        foreach (var value in row.Target)
            writer.WriteNumberValue(value);
        writer.WriteEndArray();
        writer.WriteStartArray("output");
        foreach (var value in row.Output)
        {
            if (isFloat32)
                writer.WriteNumberValue((float)value);
            else
                writer.WriteNumberValue(value);
        }
        writer.WriteEndArray();
        if (row.Weight is { } weight)
            writer.WriteNumber("weight", weight);
        if (row.Fold is { } fold)
            writer.WriteNumber("fold", fold);
        writer.WriteEndObject();
    }
}
