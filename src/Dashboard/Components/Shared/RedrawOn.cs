using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace MlOpsDashboard.Dashboard.Components.Shared;

/// <summary>Draws its content again only when <see cref="Value"/> is another: the larger part of a page that is read anew each second, and mostly stays as it
/// is.</summary>
/// <remarks>The value must tell apart whatever looks different. What the content keeps to itself (an open editor) is redrawn by itself, as ever.</remarks>
public sealed class RedrawOn : ComponentBase
{
    private object? shown;
    private bool changed;

    /// <summary>Compared by value.</summary>
    [Parameter, EditorRequired]
    public object? Value { get; set; }

    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    protected override void OnParametersSet() => (changed, shown) = (!Equals(shown, Value), Value);

    protected override bool ShouldRender() => changed;

    protected override void BuildRenderTree(RenderTreeBuilder builder) => builder.AddContent(0, ChildContent);
}
