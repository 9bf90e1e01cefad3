namespace MlOpsDashboard.Faults.Races;

/// <summary>An element, a text, or what holds a component's nodes, as a page has drawn it.</summary>
internal sealed class RenderNode
{
    /// <summary>Of an element by its name; the value of an event is the number of its handler.</summary>
    public Dictionary<string, string?> Attributes { get; } = [];

    public Dictionary<string, ulong> Handlers { get; } = [];

    public List<RenderNode> Children { get; } = [];

    public RenderNode? Parent { get; private set; }

    /// <summary>Of a text; null for anything else.</summary>
    public string? Text { get; set; }

    public bool IsDisabled => Attributes.ContainsKey("disabled");

    public void Insert(int index, RenderNode child)
    {
        child.Parent = this;
        Children.Insert(index, child);
    }

    /// <summary>It and everything below it, in the page's order.</summary>
    public IEnumerable<RenderNode> All() => Children.SelectMany(child => child.All()).Prepend(this);

    /// <summary>All texts below it.</summary>
    public string AllText() => string.Join(' ', All().Select(node => node.Text).OfType<string>());
}
