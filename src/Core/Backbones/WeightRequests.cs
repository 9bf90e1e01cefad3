using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Backbones;

/// <summary>Asks a worker whether a Keras application's ImageNet weights, without the top, lie on this machine.</summary>
/// <param name="Backbone">Keras's name.</param>
public sealed record GetBackboneWeights(string Backbone) : IRequest<Outcome<BackboneWeights>>, IGuarded
{
    public Needs Needs => Needs.View();
}

/// <summary>Has a worker fetch them, as the start of a run would; answered once they are here. Whoever cancels ends the transfer, and what has arrived is kept for the next.</summary>
/// <param name="Backbone">Keras's name.</param>
/// <param name="Progress">Told a few times a second.</param>
public sealed record FetchBackboneWeights(string Backbone, IProgress<WeightTransfer> Progress) : IRequest<Outcome<BackboneWeights>>, IGuarded
{
    public Needs Needs => Needs.View();
}

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

/// <summary>How far a transfer is.</summary>
/// <param name="Total">Null where the server does not say.</param>
public sealed record WeightTransfer(long Bytes, long? Total);
