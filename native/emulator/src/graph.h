// Graphs of work: captured from streams or built node by node, and made ready to run again and again.
#pragma once

#include <memory>
#include <unordered_map>
#include <vector>

#include "work.h"

namespace emulator {

struct GraphNode {
  Work work;
  std::vector<GraphNode*> after;  // which nodes it follows
};

class Graph {
 public:
  GraphNode* add(Work work, const std::vector<GraphNode*>& after);
  bool holds(const GraphNode* node) const;

  // In the order in which they were added; none follows a later one.
  const std::vector<std::unique_ptr<GraphNode>>& nodes() const { return nodes_; }

 private:
  std::vector<std::unique_ptr<GraphNode>> nodes_;
};

class GraphExec {
 public:
  explicit GraphExec(const Graph& graph);

  // Runs each node after those it follows; with a seed in any order that allows.
  void run(Context& context) const;

  // Replaces the work of a node of the graph that this was made from.
  void replace(const GraphNode* node, Work work);

 private:
  void run_shuffled(Context& context, std::uint64_t seed) const;

  std::vector<Work> works_;
  std::vector<std::vector<std::size_t>> followers_;
  std::vector<std::size_t> waits_;  // how many nodes each follows
  std::unordered_map<const GraphNode*, std::size_t> places_;
};

// Work that streams are given while they capture goes to a graph.
struct Capture {
  std::shared_ptr<Graph> graph;
  Stream* origin;
  int mode;
  bool invalid = false;
  std::vector<std::weak_ptr<Stream>> joined;  // the streams that capture, the origin among them
};

}  // namespace emulator
