using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Text;

/// <summary>
/// JSON read token by token from a stream of any length; memory stays at the longest token. Takes what Python's <c>json</c> writes beside the standard:
/// <c>NaN</c>, read as null, and <c>Infinity</c>, read as a number that is not finite.
/// </summary>
/// <param name="name">What to call the file in a refusal.</param>
/// <param name="mostBytes">After which the file is refused.</param>
public sealed class JsonTokens(Stream stream, string name, long mostBytes)
{
    private const int MostDepth = 64,
        Chunk = 1 << 16,
        LongestToken = 16 << 20;

    private static readonly SearchValues<byte> Outside = SearchValues.Create("\"NI"u8);
    private static readonly SearchValues<byte> Within = SearchValues.Create("\"\\"u8);

    private readonly byte[] read = new byte[Chunk];
    private byte[] buffer = new byte[4 * Chunk];
    private JsonReaderState state = new(new JsonReaderOptions { MaxDepth = MostDepth, AllowTrailingCommas = true });
    private long bytes;
    private int held,
        start,
        end;
    private bool isFinal,
        isWithin;
    private (int Start, int Length) value;
    private bool isEscaped;

    public JsonTokenType Type { get; private set; }

    public int Depth { get; private set; }

    /// <summary>Goes to the next token; false at the end.</summary>
    /// <exception cref="RefusedException">No JSON, nested too deep, or longer than the limit.</exception>
    public bool Read()
    {
        while (true)
        {
            try
            {
                var reader = new Utf8JsonReader(buffer.AsSpan(start, end - start), isFinal, state);
                var isThere = reader.Read();
                if (isThere)
                {
                    (Type, Depth, isEscaped) = (reader.TokenType, reader.CurrentDepth, reader.ValueIsEscaped);
                    var quote = Type is JsonTokenType.String or JsonTokenType.PropertyName ? 1 : 0;
                    value = (start + (int)reader.TokenStartIndex + quote, reader.ValueSpan.Length);
                }
                start += (int)reader.BytesConsumed;
                state = reader.CurrentState;
                if (isThere)
                    return true;
            }
            catch (JsonException e)
            {
                throw new RefusedException(new Refusal("data.json.bad", ("name", name), ("depth", MostDepth), ("fault", Position(e))));
            }
            if (isFinal)
                return false;
            Fill();
        }
    }

    /// <summary>The same, where a token must follow.</summary>
    /// <exception cref="RefusedException">The file ends.</exception>
    public void Need()
    {
        if (!Read())
            throw new RefusedException(new Refusal("data.json.bad", ("name", name), ("depth", MostDepth), ("fault", new Refusal("data.json.end"))));
    }

    /// <summary>Leaves the value that the token begins, with all in it.</summary>
    public void Skip()
    {
        if (Type == JsonTokenType.PropertyName)
            Need();
        if (Type is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
            return;
        for (var depth = Depth; ; )
        {
            Need();
            if (Type is JsonTokenType.EndObject or JsonTokenType.EndArray && Depth == depth)
                return;
        }
    }

    /// <summary>Whether the token is this text.</summary>
    public bool Is(ReadOnlySpan<byte> text) => isEscaped ? Text() == Encoding.UTF8.GetString(text) : Span.SequenceEqual(text);

    /// <summary>Of a string or a name its text, of a number how it is written.</summary>
    /// <exception cref="RefusedException">It is no text: half of a character.</exception>
    public string Text()
    {
        try
        {
            if (!isEscaped)
                return Encoding.UTF8.GetString(Span);
            var reader = new Utf8JsonReader(buffer.AsSpan(value.Start - 1, value.Length + 2));
            reader.Read();
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new RefusedException(new Refusal("data.json.bad", ("name", name), ("depth", MostDepth), ("fault", new Refusal("data.json.text"))));
        }
    }

    /// <summary>A number, or a text that is one; NaN for everything else.</summary>
    public double Number() =>
        Type == JsonTokenType.Number && Utf8Parser.TryParse(Span, out double number, out var used) && used == Span.Length ? number
        : Type is JsonTokenType.Number or JsonTokenType.String && double.TryParse(Text(), NumberStyles.Float, CultureInfo.InvariantCulture, out var written)
            ? written
        : double.NaN;

    private ReadOnlySpan<byte> Span => buffer.AsSpan(value.Start, value.Length);

    private static Refusal Position(JsonException e) => new("data.json.at", ("line", (e.LineNumber ?? 0) + 1), ("at", (e.BytePositionInLine ?? 0) + 1));

    private void Fill()
    {
        if (start > 0)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            (start, end) = (0, end - start);
        }
        // What replaces a word may be longer by a third.
        if (buffer.Length - end < 2 * Chunk)
        {
            if (end > LongestToken)
                throw new RefusedException(new Refusal("data.json.token", ("name", name), RefusalValue.OfBytes("most", LongestToken)));
            Array.Resize(ref buffer, Math.Max(2 * buffer.Length, end + (2 * Chunk)));
        }
        // Of a long token as much as there is room for, so that it is not looked at again for each chunk of it.
        var isLong = end > Chunk;
        do
        {
            var got = stream.ReadAtLeast(read.AsSpan(held), 3, throwOnEndOfStream: false);
            bytes += got;
            if (bytes > mostBytes)
                throw new RefusedException(new Refusal("data.json.large", ("name", name), RefusalValue.OfBytes("most", mostBytes)));
            isFinal = got == 0;
            var from = read.AsSpan(0, held + got);
            // The mark before UTF-8 is no JSON.
            Take(bytes == got && from.StartsWith(Encoding.UTF8.Preamble) ? from[3..] : from);
        } while (isLong && !isFinal && buffer.Length - end >= 2 * Chunk);
    }

    // Copies what was read, words that are no JSON replaced; the beginning of one at the end waits for the rest of it.
    private void Take(ReadOnlySpan<byte> from)
    {
        held = 0;
        while (from.Length > 0)
        {
            var at = from.IndexOfAny(isWithin ? Within : Outside);
            if (at < 0)
            {
                Put(from);
                return;
            }
            Put(from[..at]);
            from = from[at..];
            if (isWithin && from[0] == '\\')
            {
                if (from.Length < 2)
                {
                    Hold(from);
                    return;
                }
                Put(from[..2]);
                from = from[2..];
            }
            else if (from[0] == '"')
            {
                isWithin = !isWithin;
                Put(from[..1]);
                from = from[1..];
            }
            else
            {
                var (word, instead) = from[0] == 'N' ? ("NaN", "null") : ("Infinity", "1e999");
                if (from.Length < word.Length && !isFinal)
                {
                    Hold(from);
                    return;
                }
                var isIt = from.Length >= word.Length && Ascii.Equals(from[..word.Length], word);
                if (isIt)
                    end += Encoding.ASCII.GetBytes(instead, buffer.AsSpan(end));
                else
                    Put(from[..1]);
                from = from[(isIt ? word.Length : 1)..];
            }
        }
    }

    private void Hold(ReadOnlySpan<byte> from)
    {
        if (isFinal)
        {
            Put(from);
            return;
        }
        from.CopyTo(read);
        held = from.Length;
    }

    private void Put(ReadOnlySpan<byte> from)
    {
        from.CopyTo(buffer.AsSpan(end));
        end += from.Length;
    }
}
