namespace MlOpsDashboard.Core.Backbones;

/// <summary>A published weight file and what lies of it on the machine that trains.</summary>
/// <param name="File">Its name, as it must lie in <paramref name="Folder"/>.</param>
/// <param name="Folder">As a person on that machine finds it.</param>
/// <param name="Address">Where it is published.</param>
/// <param name="Hash">SHA-256 (64 hex digits) or MD5 (32), as Keras publishes it; null where Keras publishes none.</param>
/// <param name="Bytes">Of the file that lies there; null where there is none.</param>
/// <param name="FoundHash">Of a file that lies there and is another than expected; null where it fits or there is none.</param>
public sealed record BackboneWeights(string File, string Folder, string Address, string? Hash, long? Bytes, string? FoundHash)
{
    public bool AreHere => Bytes is not null && FoundHash is null;
}
