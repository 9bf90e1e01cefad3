using System.Buffers.Binary;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Engine.Formats.Protobuf;

namespace MlOpsDashboard.Workers.Engine.Training.TensorBoard;

/// <summary>
/// Writes a TensorBoard event file as TensorFlow does: records of length, checksum, event, checksum
/// (https://www.tensorflow.org/tutorials/load_data/tfrecord#tfrecords_format_details). Wall times are seconds since 1970.
/// </summary>
/// <param name="stream">Owned.</param>
public sealed class EventWriter(Stream stream) : IDisposable
{
    private const int Float = 1;
    private const int Texts = 7;

    /// <summary>The first record of every file.</summary>
    public void Version(double wallTime) =>
        Write(new ProtoWriter().Double(1, wallTime).Text(3, "brain.Event:2").Message(10, new ProtoWriter().Text(1, "tensorflow.core.util.events_writer")));

    public void Scalar(double wallTime, long step, string tag, float value)
    {
        var content = new byte[4];
        BinaryPrimitives.WriteSingleLittleEndian(content, value);
        var tensor = new ProtoWriter().Whole(1, Float).Message(2, new ProtoWriter()).Bytes(4, content);
        Value(wallTime, step, tag, tensor, new ProtoWriter().Text(1, "scalars"));
    }

    /// <param name="text">Markdown.</param>
    public void Text(double wallTime, long step, string tag, string text)
    {
        var tensor = new ProtoWriter().Whole(1, Texts).Message(2, new ProtoWriter()).Text(8, text);
        Value(wallTime, step, tag, tensor, new ProtoWriter().Text(1, "text"));
    }

    /// <summary>What the HParams page shows of a run.</summary>
    /// <param name="group">The run's name there.</param>
    /// <param name="values">A number, a text or a flag by name.</param>
    public void Hyperparameters(double wallTime, string group, double start, IEnumerable<(string Name, object Value)> values)
    {
        var session = new ProtoWriter();
        foreach (var (name, value) in values)
        {
            session.Message(
                1,
                new ProtoWriter()
                    .Text(1, name)
                    .Message(
                        2,
                        value switch
                        {
                            bool flag => new ProtoWriter().Whole(4, flag ? 1 : 0),
                            string text => new ProtoWriter().Text(3, text),
                            _ => new ProtoWriter().Double(2, Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture)),
                        }
                    )
            );
        }
        session.Text(4, group).Double(5, start);
        // The page reads the metadata; the tensor is an empty one of one dimension.
        var tensor = new ProtoWriter().Whole(1, Float).Message(2, new ProtoWriter().Message(2, new ProtoWriter()));
        Value(wallTime, 0, "_hparams_/session_start_info", tensor, new ProtoWriter().Text(1, "hparams").Message(2, new ProtoWriter().Message(3, session)));
    }

    public void Flush() => stream.Flush();

    public void Dispose() => stream.Dispose();

    private void Value(double wallTime, long step, string tag, ProtoWriter tensor, ProtoWriter plugin)
    {
        var e = new ProtoWriter().Double(1, wallTime);
        if (step != 0)
        {
            e.Whole(2, step);
        }
        Write(e.Message(5, new ProtoWriter().Message(1, new ProtoWriter().Text(1, tag).Message(8, tensor).Message(9, new ProtoWriter().Message(1, plugin)))));
    }

    private void Write(ProtoWriter message)
    {
        var content = message.ToArray();
        var record = new byte[content.Length + 16];
        BinaryPrimitives.WriteUInt64LittleEndian(record, (ulong)content.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(8), Crc32C.MaskedOf(record.AsSpan(0, 8)));
        content.CopyTo(record, 12);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(content.Length + 12), Crc32C.MaskedOf(content));
        stream.Write(record);
    }
}
