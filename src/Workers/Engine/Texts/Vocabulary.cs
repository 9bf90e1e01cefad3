using System.Text;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Workers.Engine.Texts;

/// <summary>Tokens and their numbers: a token a line, its number the line's, from 0. Where a token stands twice the last line is its number, as Hugging Face has
/// it.</summary>
public sealed class Vocabulary
{
    /// <summary>Most tokens; the largest that are published have about a million.</summary>
    public const int MostTokens = 2_000_000;

    /// <summary>Most bytes of a vocabulary file.</summary>
    public const int MostBytes = 64 << 20;

    /// <summary>Most bytes of a token.</summary>
    public const int MostTokenBytes = 4096;

    private readonly string[] tokens;
    private readonly Dictionary<string, int> ids;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> lookup;

    /// <param name="tokens">In the order of their numbers. An empty one holds a number that no token has.</param>
    /// <exception cref="RefusedException">None, more than <see cref="MostTokens"/>, or too long a one.</exception>
    public Vocabulary(IReadOnlyList<string> tokens)
    {
        if (tokens.Count is 0 or > MostTokens)
            throw new RefusedException(new Refusal("texts.vocabulary.count", ("most", MostTokens), ("received", tokens.Count)));
        this.tokens = [.. tokens];
        ids = new Dictionary<string, int>(this.tokens.Length, StringComparer.Ordinal);
        for (var id = 0; id < this.tokens.Length; id++)
        {
            if (BytesOf(this.tokens[id]) is > MostTokenBytes and var bytes)
                throw new RefusedException(new Refusal("texts.vocabulary.token", ("line", id + 1), ("most", MostTokenBytes), ("received", bytes)));
            ids[this.tokens[id]] = id;
            Longest = Math.Max(Longest, this.tokens[id].Length);
        }
        lookup = ids.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public IReadOnlyList<string> Tokens => tokens;

    public int Count => tokens.Length;

    /// <summary>Of the longest token, in UTF-16 units.</summary>
    public int Longest { get; }

    /// <summary>The number of a token; null where there is none.</summary>
    public int? Find(ReadOnlySpan<char> token) => lookup.TryGetValue(token, out var id) ? id : null;

    /// <summary>The number of a token that a tokenizer can't do without.</summary>
    /// <exception cref="RefusedException">There is none.</exception>
    public int Require(string token) =>
        Find(token) ?? throw new RefusedException(new Refusal("texts.vocabulary.missing", ("expected", token), ("received", Count)));

    /// <summary>Reads a file of a token a line, in UTF-8. A byte-order mark and a CR at a line's end are no part of a token; other white space is.</summary>
    /// <exception cref="RefusedException">Too long, too many lines or too long a one, or none.</exception>
    public static Vocabulary Read(Stream stream)
    {
        var bytes = ReadBytes(stream);
        var rest = bytes.AsSpan();
        if (rest.StartsWith(Encoding.UTF8.Preamble))
            rest = rest[Encoding.UTF8.Preamble.Length..];
        var tokens = new List<string>();
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOf((byte)'\n');
            var line = (end < 0 ? rest : rest[..end]).TrimEnd((byte)'\r');
            if (tokens.Count == MostTokens)
                throw new RefusedException(new Refusal("texts.vocabulary.lines", ("most", MostTokens)));
            tokens.Add(Encoding.UTF8.GetString(line));
            rest = end < 0 ? [] : rest[(end + 1)..];
        }
        return new Vocabulary(tokens);
    }

    /// <summary>As <see cref="Read"/> reads it.</summary>
    public void Write(Stream stream)
    {
        // Of two marks at the start of a file the second is the token's.
        var encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: tokens[0].StartsWith('\uFEFF'));
        using var writer = new StreamWriter(stream, encoding, leaveOpen: true) { NewLine = "\n" };
        foreach (var token in tokens)
            writer.WriteLine(token);
    }

    private static int BytesOf(string token) => token.Length * 3 > MostTokenBytes ? Encoding.UTF8.GetByteCount(token) : token.Length;

    private static byte[] ReadBytes(Stream stream)
    {
        using var read = new MemoryStream();
        var part = new byte[1 << 16];
        while (stream.Read(part) is > 0 and var count)
        {
            if (read.Length + count > MostBytes)
                throw new RefusedException(new Refusal("texts.vocabulary.bytes", RefusalValue.OfBytes("most", MostBytes)));
            read.Write(part, 0, count);
        }
        return read.ToArray();
    }
}
