namespace MlOpsDashboard.Core.Callers;

/// <summary>The permission that a request needs and the objects it touches.</summary>
/// <param name="Objects">The permission must hold in the project of each. Empty: it must hold in some project, and the answer is about those projects or about
/// no project.</param>
public sealed record Needs(Permission Permission, params IReadOnlyList<ObjectReference> Objects)
{
    /// <summary>What it only looks at on the way: <see cref="Permission.View"/> must hold in the project of each.</summary>
    public IReadOnlyList<ObjectReference> Seen { get; init; } = [];

    /// <summary>Whether its answer for an object that is missing is null; else the refusal of the kind NotFound.</summary>
    public bool IsNullWhereMissing { get; init; }

    /// <summary>Whether the permission must hold in every project there is or will be.</summary>
    public bool IsOfAll { get; init; }

    /// <summary>A question about these objects.</summary>
    public static Needs View(params IReadOnlyList<ObjectReference> objects) => new(Permission.View, objects);

    /// <summary>A question whose answer is null where the object is missing.</summary>
    public static Needs Find(ObjectReference wanted) => new(Permission.View, wanted) { IsNullWhereMissing = true };

    public static Needs Contribute(params IReadOnlyList<ObjectReference> objects) => new(Permission.Contribute, objects);

    public static Needs Review(params IReadOnlyList<ObjectReference> objects) => new(Permission.Review, objects);

    /// <summary>Who may do what in the project of an object, and by which rules.</summary>
    public static Needs AdministerIn(ObjectReference of) => new(Permission.Administer, of);

    /// <summary>What belongs to no project: for those who administer every one.</summary>
    public static Needs Administer => new(Permission.Administer) { IsOfAll = true };

    public Needs Seeing(params IEnumerable<ObjectReference> objects) => this with { Seen = [.. objects] };
}
