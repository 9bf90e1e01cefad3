using System.Security.Cryptography;
using System.Text;
using MlOpsDashboard.Core.Datasets;

namespace MlOpsDashboard.Workers.Engine.Import.Texts;

/// <summary>Puts texts one after the other into blobs, a line feed behind each, and says where each lies.</summary>
internal static class TextBlobs
{
    private const int BlobBytes = 32 << 20;

    /// <param name="entries">In the order in which they are to lie.</param>
    /// <param name="texts">Of each entry, by its path.</param>
    public static (IReadOnlyList<DatasetEntry> Entries, IReadOnlyList<string> Blobs) Write(
        IReadOnlyList<DatasetEntry> entries,
        IReadOnlyDictionary<string, string> texts,
        BlobWriter blobs,
        CancellationToken cancellationToken
    )
    {
        var placed = new List<DatasetEntry>(entries.Count);
        var names = new List<string>();
        using var open = new MemoryStream();
        foreach (var entry in entries)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (open.Length > BlobBytes)
            {
                Close();
            }
            placed.Add(entry with { Blob = names.Count, Offset = open.Length });
            open.Write(Encoding.UTF8.GetBytes(texts[entry.Path]));
            open.WriteByte((byte)'\n');
        }
        Close();
        return (placed, names);

        void Close()
        {
            var bytes = open.ToArray();
            names.Add(Convert.ToHexStringLower(SHA256.HashData(bytes)));
            blobs.PutPicture(names[^1], bytes);
            open.SetLength(0);
        }
    }
}
