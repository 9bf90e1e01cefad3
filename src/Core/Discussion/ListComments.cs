using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Discussion;

/// <summary>What was said about an object and its parts.</summary>
public sealed record ListComments(CommentSubject Subject) : IRequest<DiscussionView>, IGuarded
{
    public Needs Needs => Needs.View(Subject.Object);
}
