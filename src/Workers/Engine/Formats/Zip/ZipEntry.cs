using MlOpsDashboard.Core.Text;

namespace MlOpsDashboard.Workers.Engine.Formats.Zip;

/// <summary>What the central directory says about one entry.</summary>
/// <param name="NameBytes">As stored: the local header must have the same.</param>
/// <param name="Declared">The name where it is declared to be Unicode (or ASCII alone); null where its code page is open.</param>
/// <param name="Mode">File type and permissions of Unix, 0 where the archive holds none.</param>
internal sealed record ZipEntry(
    byte[] NameBytes,
    string? Declared,
    ushort Flags,
    ushort Method,
    uint Crc,
    long PackedBytes,
    long Bytes,
    long HeaderOffset,
    ushort Mode
)
{
    /// <summary>Encrypted, strongly encrypted, or with a masked header.</summary>
    public const int EncryptedFlags = 0x2041;

    /// <summary>The local header was written before the sizes were known; they follow the data.</summary>
    public const int DescriptorFlag = 8;

    /// <summary>Decoded, as stored otherwise (backslashes, a slash at the end); empty until it is read where it is not declared.</summary>
    public string Name { get; set; } = Declared ?? "";

    /// <summary>How an undeclared name was read so that another reading stays possible; null where there is no doubt.</summary>
    public CodePage? Guess { get; set; }

    /// <summary>The code page in which the name is no text; null where it is.</summary>
    public CodePage? NoTextIn { get; set; }

    /// <summary>Whether the archive says that the name is UTF-8.</summary>
    public bool IsMarkedUnicode => (Flags & 0x800) != 0;

    /// <summary>Whether a field of its own gives the name as UTF-8.</summary>
    public bool HasUnicodeField => Declared is not null && CodePage.Utf8.Decode(NameBytes) != Declared;

    public bool IsEncrypted => (Flags & EncryptedFlags) != 0 || Method == 99;

    public bool IsFolder => Name.EndsWith('/') || Name.EndsWith('\\') || (Mode & 0xF000) == 0x4000;

    public bool IsLink => (Mode & 0xF000) == 0xA000;

    /// <summary>A device, pipe or socket.</summary>
    public bool IsSpecial => (Mode & 0xF000) is 0x1000 or 0x2000 or 0x6000 or 0xC000;

    /// <summary>Where the data begins; set when the local header was read.</summary>
    public long DataOffset { get; set; }
}
